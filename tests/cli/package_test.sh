#!/usr/bin/env bash
# package_test.sh PROGRAM SOURCE RELEASE: the Debian package of the release build holds what it should, twice the same, and works.
set -euo pipefail
release=$3
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
fail() { echo "package: $*" >&2; exit 1; }

export SOURCE_DATE_EPOCH=1700000000
for time in first second; do
  cpack --config "$release/CPackConfig.cmake" -B "$work/$time" >"$work/log" 2>&1 || { cat "$work/log"; fail "cpack"; }
done
deb=$(echo "$work"/first/backstep_*_amd64.deb)
cmp "$deb" "$work/second/${deb##*/}" || fail "two packages of one build differ"

[ "$(dpkg-deb -f "$deb" Package)" = backstep ] || fail "its name"
depends=$(dpkg-deb -f "$deb" Depends)
for library in libc6 libfmt9 libsndfile1 libsdbus-c++1 libiio0; do
  [[ $depends = *"$library"* ]] || fail "$library is not in Depends: $depends"
done
dpkg-deb -c "$deb" | awk '$2 != "root/root" { exit 1 }' || fail "a file is not root's"

root=$work/root
dpkg-deb -x "$deb" "$root"
cd "$root/usr"
for file in bin/backstep bin/backstep-shoe lib/systemd/system/backstep-shoe.service share/doc/backstep/copyright \
  share/doc/backstep/changelog.gz share/man/man1/backstep.1.gz share/man/man1/backstep-shoe.1.gz \
  share/zsh/vendor-completions/_backstep share/fish/vendor_completions.d/backstep.fish; do
  [ -s "$file" ] || fail "no $file"
done
for program in bin/backstep bin/backstep-shoe; do
  if ldd "$program" | grep "not found"; then fail "$program lacks a library"; fi
done
bin/backstep analyze share/backstep/data/backward-good.gait 2>/dev/null | grep -q "^BACKWARD" || fail "analyze"

source share/bash-completion/completions/backstep
COMP_WORDS=(backstep "") COMP_CWORD=1
_backstep
commands=$(bin/backstep --help | sed -n '/^Subcommands:/,/^$/s/^  \([a-z]*\) .*/\1/p')
[ "${COMPREPLY[*]}" = "$(echo $commands)" ] || fail "bash completes ${COMPREPLY[*]}"
for command in $commands; do
  grep -q "_use_subcommand' -f -a $command " share/fish/vendor_completions.d/backstep.fish || fail "fish: no $command"
  zcat share/man/man1/backstep.1.gz | grep -q "^\.SS \"backstep $command\"" || fail "man page: no $command"
done
for section in NAME SYNOPSIS DESCRIPTION COMMANDS EXAMPLES "EXIT STATUS"; do
  zcat share/man/man1/backstep.1.gz | grep -q "^\.SH $section$" || fail "man page: no $section"
done
if command -v groff >/dev/null; then
  for page in share/man/man1/*.gz; do
    [ -z "$(zcat "$page" | groff -man -Tutf8 -ww 2>&1 >/dev/null)" ] || fail "groff warns of $page"
  done
fi
