#!/usr/bin/env bash
# install_test.sh ROOT RELEASE: another program is built against the installed library and finds the strides that the
# command line finds.
set -euo pipefail
root=$1 release=$2
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
fail() { echo "install_test: $*" >&2; exit 1; }

cmake --install "$release" --prefix "$work/prefix" --component development >"$work/log"
[ ! -e "$work/prefix/bin" ] || fail "the library alone brings programs"
if grep -rlE 'schemas/|_generated\.h|flatbuffers' "$work/prefix/include"; then
  fail "public headers, above, show what travels over the air"
fi
# The sources are not to be found by accident: the program stands elsewhere.
cp -r "$root/tests/install" "$work/program"
cmake -S "$work/program" -B "$work/build" -DCMAKE_PREFIX_PATH="$work/prefix" >"$work/log" || { cat "$work/log"; exit 1; }
cmake --build "$work/build" >"$work/log" || { cat "$work/log"; exit 1; }

# needs NAME ARGUMENT: configured with ARGUMENT, which hides that library, the package says that it needs it.
needs() {
  if cmake -S "$work/program" -B "$work/without" --fresh -DCMAKE_PREFIX_PATH="$work/prefix" "$2" >"$work/log" 2>&1; then
    fail "found although $1 is not there"
  fi
  tr -s ' \n' ' ' <"$work/log" | grep -qF "backstep needs $1, which" || { cat "$work/log"; fail "it does not say that it needs $1"; }
}
for library in Eigen3 Threads fmt tl-expected PkgConfig; do
  needs "$library" "-DCMAKE_DISABLE_FIND_PACKAGE_$library=ON"
done
PKG_CONFIG_LIBDIR=$work needs sndfile -DPKG_CONFIG_USE_CMAKE_PREFIX_PATH=OFF

for walk in backward-good mixed-with-turns; do
  "$release/backstep" export "$root/data/$walk.gait" --to csv -o "$work/walk" 2>/dev/null
  for foot in left right; do
    number=$([ $foot = left ] && echo 0 || echo 1)
    # The time in whole microseconds, from text: no rounding.
    sed -n '2,$p' "$work/walk_$foot.csv" | awk -F, -v n="$number" '{ t = $1; sub(/\./, "", t); sub(/^(-?)0+/, "", t)
      if (t == "") t = 0; print n, t, $2, $3, $4, $5, $6, $7 }'
  done | "$work/build/strides" | sort >"$work/library" || fail "$walk: the program failed"
  "$release/backstep" analyze --left "$work/walk_left.csv" --right "$work/walk_right.csv" --left-toes=+x --right-toes=+x \
    --csv - 2>/dev/null | awk -F, 'NR == 1 { for (i = 1; i <= NF; ++i) at[$i] = i; next }
    { printf "%s %d %.3f s %.3f m\n", $at["foot"], $at["stride"], $at["stride_time_s"], $at["stride_length_m"] }' | sort >"$work/program_table"
  strides=$(wc -l <"$work/library")
  [ "$strides" -gt 10 ] || fail "$walk: $strides strides"
  # Rounded twice, a last digit may differ.
  paste -d' ' "$work/library" "$work/program_table" | awk '{ if ($1 != $7 || $2 != $8 || ($3 - $9)^2 > 2.5e-6 || ($5 - $11)^2 > 2.5e-6) { print; bad = 1 } } END { exit bad }' \
    || fail "$walk: the library finds other strides than the program"
  echo "$walk: $strides strides, as the program finds them"
done
