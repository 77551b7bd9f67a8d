#!/usr/bin/env bash
# tidy.sh ROOT BUILD: clang-tidy finds nothing in our own sources, tests left out. A source that passed is not looked at
# again until it, a header of ours or .clang-tidy changes.
set -euo pipefail
root=$1 build=$2
cd "$root"
passed=$build/tidy-passed
mkdir -p "$passed"
headers=$(find . -path ./build -prune -o -name '*.h' -print | sort | xargs cat .clang-tidy | sha256sum)

check() {
  local source=$1 stamp
  stamp=$passed/$( (echo "$headers $source" && cat "$source") | sha256sum | cut -c1-32)
  [ -e "$stamp" ] && return 0
  # The flags are those of GCC, some unknown to clang, and clang 14 must be told that libstdc++'s coroutines are for it. Its standard error counts the warnings it hides in headers of libraries: noise.
  clang-tidy-14 --quiet -p "$build" --extra-arg=-Wno-unknown-warning-option \
    --extra-arg=-D__cpp_impl_coroutine=201902L --extra-arg=-DBOOST_ASIO_HAS_CO_AWAIT \
    --extra-arg=-DBOOST_ASIO_HAS_STD_COROUTINE --extra-arg=-Wno-builtin-macro-redefined "$source" 2>/dev/null && touch "$stamp" && return 0
  echo "$source: not clean under clang-tidy-14 -p $build"
  return 1
}
export -f check
export headers passed build

for source in $(find . -path ./build -prune -o -path ./tests -prune -o -name '*.cpp' -print | sort); do
  # Only what this build compiles: clang-tidy needs its flags.
  if grep -qF "\"$root/${source#./}\"" "$build/compile_commands.json"; then
    echo "${source#./}"
  fi
done | xargs -P "$(nproc)" -I{} bash -c 'check {}'
