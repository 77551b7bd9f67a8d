#!/usr/bin/env bash
# tidy.sh ROOT COMMANDS PART PARTS: clang-tidy finds nothing in our own sources, tests left out, as compiled by
# COMMANDS/compile_commands.json; of PARTS that together look at all of them, this is number PART. A source that passed is
# not looked at again until it, a header of ours or .clang-tidy changes.
# Most of its time goes to the headers of libraries, so many sources are looked at together, included by one that is made for
# it. Where something is found, the halves are looked at by themselves.
# The static analyzer (clang-analyzer-*) looks at the same time, but not at coroutines, which that of clang 14 cannot follow; and
# with a tenth of its usual steps for a function (max-nodes): a few functions took most of its time. Tests are left out: the
# sanitizers look at them.
set -euo pipefail
root=$1 commands=$2 part=$3 parts=$4
cd "$root"
passed=$commands/tidy-passed
mkdir -p "$passed"
headers=$(find . -path ./build -prune -o -name '*.h' -print | sort | xargs cat .clang-tidy | sha256sum)
# What any of the sources is compiled with, for all of them.
mapfile -t flags < <(grep '"command"' "$commands/compile_commands.json" | grep -oE ' -(D|I|isystem )[^ ]+' | sort -u |
  sed 's/^ /--extra-arg=/; s/isystem /isystem/; s/\\\\\\"/"/g')

stamp() { echo "$passed/$( (echo "$headers $1" && cat "$1") | sha256sum | cut -c1-32)"; }

# The flags are those of GCC, some unknown to clang, and clang 14 must be told that libstdc++'s coroutines are for it. Its
# standard error counts the warnings it hides in headers of libraries: noise.
tidy() {
  clang-tidy-14 --quiet -p "$commands" --extra-arg=-Wno-unknown-warning-option \
    --extra-arg=-D__cpp_impl_coroutine=201902L --extra-arg=-DBOOST_ASIO_HAS_CO_AWAIT \
    --extra-arg=-DBOOST_ASIO_HAS_STD_COROUTINE --extra-arg=-Wno-builtin-macro-redefined "${flags[@]}" \
    --extra-arg=-Xclang --extra-arg=-analyzer-config --extra-arg=-Xclang --extra-arg=max-nodes=22500 "$@" 2>/dev/null
}

# A name with "UnifiedSource" in it: the analyzer then takes what the source includes for its own.
all_clean() {
  local together=$passed/UnifiedSource-$part.cpp
  printf "#include \"$root/%s\"\n" "$@" > "$together"
  tidy --checks="-bugprone-suspicious-include,$checks" --extra-arg=-Wno-shadow \
    --header-filter='((dsp|schemas|data|host)/.*\.h|\.cpp)$' "$together" >/dev/null
}

check() {
  local source
  if [ $# -eq 1 ]; then
    tidy --checks="$checks" "$1" || { echo "$1: not clean under clang-tidy-14 -p $commands"; return 1; }
  elif ! all_clean "$@"; then
    local half=$(($# / 2)) code=0
    check "${@:1:half}" || code=1
    check "${@:half+1}" || code=1
    return $code
  fi
  for source in "$@"; do
    touch "$(stamp "$source")"
  done
}

# Every source that is compiled with these commands (the chip's own is not), in groups that each part finds the same.
compiled=$(for source in $(find . -path ./build -prune -o -path ./tests -prune -o -name '*.cpp' -print | sort); do
  source=${source#./}
  if grep -qF "\"$root/$source\"" "$commands/compile_commands.json"; then
    echo "$source"
  fi
done)
[ -n "$compiled" ]
coroutines=$(grep -lE '\<co_(await|return)\>' $compiled)
groups=$(grep -vxF "$coroutines" <<< "$compiled" | awk -v most=70 -f tests/style/together.awk
  awk -v most=70 -f tests/style/together.awk <<< "$coroutines" | sed 's/^/coroutines /')

code=0 number=0
while read -r -a group; do
  [ $((number++ % parts)) -eq $((part - 1)) ] || continue
  checks= sources=()
  for source in "${group[@]}"; do
    if [ "$source" = coroutines ]; then
      checks=-clang-analyzer-*
    elif [ ! -e "$(stamp "$source")" ]; then
      sources+=("$source")
    fi
  done
  [ ${#sources[@]} -gt 0 ] || continue
  echo "Looking at ${sources[*]}"
  check "${sources[@]}" < /dev/null || code=1
done <<< "$groups"
exit $code
