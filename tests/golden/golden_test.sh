#!/usr/bin/env bash
# golden_test.sh PROGRAM COMPARE ROOT: the stride tables of the walks in data/ are the golden ones, within tolerance.
set -uo pipefail
program=$1 compare=$2 root=$3
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
table=$work/table.csv
failures=0
for walk in "$root"/data/*.gait; do
  golden=$root/tests/golden/$(basename "$walk" .gait).csv
  if ! "$program" analyze "$walk" --csv - >"$table" 2>"$work/words"; then
    echo "$walk: the analysis failed: $(cat "$work/words")" >&2
    failures=$((failures + 1))
  elif [ ! -e "$golden" ]; then
    echo "$golden is missing. Mint it with tests/golden/bless.sh build/dev/backstep, and look at it." >&2
    failures=$((failures + 1))
  else
    "$compare" "$golden" "$table" || failures=$((failures + 1))
  fi
done
[ "$failures" = 0 ] || echo "Where the change is meant: tests/golden/bless.sh build/dev/backstep, and look at git diff." >&2
exit "$failures"
