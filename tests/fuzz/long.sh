#!/usr/bin/env bash
# long.sh SECONDS [NAME...]: builds the fuzzers and runs each (or those named) for so long. What they find worth keeping stays
# in build/fuzz, and so does an input that breaks a law.
set -euo pipefail
seconds=${1:?how many seconds each}
shift
[ $# -gt 0 ] || set -- packet control gait csv wav pipeline shoe settings stored live
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
cmake --preset fuzz
cmake --build --preset fuzz
cd build/fuzz
for name in "$@"; do
  "./fuzz_$name" "-max_total_time=$seconds" -timeout=10 -max_len=4096 -print_final_stats=1 \
    "tests/fuzz/corpus/$name" "tests/fuzz/seeds/$name"
done
