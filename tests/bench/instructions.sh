#!/usr/bin/env bash
# instructions.sh PROGRAM [CEILING]: instructions a sample of the whole chain, one foot, and of an orientation filter, as
# callgrind counts them in a release build: no stopwatch, so the same whatever else the machine does. Fails above CEILING.
set -euo pipefail
program=$1 ceiling=${2:-}
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT

# per_sample WHAT FUNCTION: counts only within FUNCTION.
per_sample() {
  local samples collected
  samples=$(valgrind --tool=callgrind --callgrind-out-file="$scratch/out" --toggle-collect="$2*" "$program" "$1" 2>"$scratch/log")
  collected=$(sed -n 's/.*Collected : \([0-9]*\).*/\1/p' "$scratch/log")
  [ -n "$collected" ] && [ "$collected" -gt 0 ] || { cat "$scratch/log" >&2; return 1; }
  echo $((collected / samples))
}

chain=$(per_sample chain backstep::bench::through_chain)
filter=$(per_sample filter backstep::bench::through_orientation_filter)
echo "chain, one foot: $chain instructions a sample, $((10 * chain / filter / 10)).$((10 * chain / filter % 10)) times an orientation filter's $filter"
if [ -n "$ceiling" ] && [ "$chain" -gt "$ceiling" ]; then
  echo "more than the ceiling of $ceiling: find what became dearer, or raise the ceiling in tests/bench/CMakeLists.txt and say why"
  exit 1
fi
