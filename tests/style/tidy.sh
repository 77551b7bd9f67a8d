#!/usr/bin/env bash
# tidy.sh ROOT BUILD: clang-tidy finds nothing in our own sources, tests left out. A source that passed is not looked at
# again until it, a header of ours or .clang-tidy changes.
# Most of its time goes to the headers of libraries, so sources of one folder are looked at together, the first one
# including the others. Where something is found, the halves are looked at by themselves.
set -euo pipefail
root=$1 build=$2
cd "$root"
passed=$build/tidy-passed
mkdir -p "$passed"
headers=$(find . -path ./build -prune -o -name '*.h' -print | sort | xargs cat .clang-tidy | sha256sum)
together=14
# The flags of this build, without its precompiled headers: those are GCC's.
commands=$build/tidy-commands
mkdir -p "$commands"
sed 's/ -Winvalid-pch -include [^ ]*cmake_pch\.hxx//' "$build/compile_commands.json" > "$commands/compile_commands.json"

stamp() { echo "$passed/$( (echo "$headers $1" && cat "$1") | sha256sum | cut -c1-32)"; }

# The flags are those of GCC, some unknown to clang, and clang 14 must be told that libstdc++'s coroutines are for it. Its
# standard error counts the warnings it hides in headers of libraries: noise.
tidy() {
  clang-tidy-14 --quiet -p "$commands" --extra-arg=-Wno-unknown-warning-option \
    --extra-arg=-D__cpp_impl_coroutine=201902L --extra-arg=-DBOOST_ASIO_HAS_CO_AWAIT \
    --extra-arg=-DBOOST_ASIO_HAS_STD_COROUTINE --extra-arg=-Wno-builtin-macro-redefined "$@" 2>/dev/null
}

all_clean() {
  local others=() source
  for source in "${@:2}"; do
    others+=("--extra-arg=-include$root/$source")
  done
  tidy --checks=-bugprone-suspicious-include --extra-arg=-Wno-shadow \
    --header-filter='((dsp|schemas|data|host)/.*\.h|\.cpp)$' "${others[@]}" "$1" \
    >/dev/null
}

check() {
  local source
  if [ $# -eq 1 ]; then
    tidy "$1" || { echo "$1: not clean under clang-tidy-14 -p $commands"; return 1; }
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
export -f check all_clean tidy stamp
export root headers passed commands

# Lines of sources of one folder, in which no two define the same name at their left margin.
grouped() {
  awk -v most=$together '{
    folder = $0; sub(/\/[^\/]*$/, "", folder); sub(/^dsp\/.*/, "dsp", folder)
    mine = ""
    while ((getline line < $0) > 0) {
      if (line !~ /^[A-Za-z]/ || line ~ /^(namespace|using|extern)/ || !match(line, /[A-Za-z_0-9]+ ?[({=;[]/)) continue
      name = substr(line, RSTART, RLENGTH); sub(/ ?[^A-Za-z_0-9 ]$/, "", name)
      if (substr(line, RSTART - 2, 2) != "::") mine = mine " " name
    }
    close($0)
    count = split(mine, names, " ")
    for (g = 1; g <= groups; ++g) {
      fits = folders[g] == folder && sizes[g] < most
      for (n = 1; fits && n <= count; ++n) fits = !((g, names[n]) in taken)
      if (fits) break
    }
    if (g > groups) { groups = g; folders[g] = folder }
    for (n = 1; n <= count; ++n) taken[g, names[n]] = 1
    sources[g] = sources[g] (sizes[g]++ ? " " : "") $0
  } END { for (g = 1; g <= groups; ++g) print sources[g] }'
}

for source in $(find . -path ./build -prune -o -path ./tests -prune -o -name '*.cpp' -print | sort); do
  source=${source#./}
  # Only what this build compiles: clang-tidy needs its flags.
  if grep -qF "\"$root/$source\"" "$build/compile_commands.json" && [ ! -e "$(stamp "$source")" ]; then
    echo "$source"
  fi
done | grouped | xargs -P "$(nproc)" -I{} bash -c 'check {}'
