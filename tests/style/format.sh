#!/usr/bin/env bash
# format.sh ROOT: every source is as clang-format writes it.
set -euo pipefail
cd "$1"
find . -path ./build -prune -o \( -name '*.h' -o -name '*.cpp' \) -print | sort | xargs clang-format-14 --dry-run -Werror
