#!/usr/bin/env bash
# bless.sh PROGRAM: makes the golden stride tables of the walks in data/ anew with the given backstep. Look at the
# difference (git diff) before you commit it: each changed number is a change of what people will measure.
# The second row of a golden is the tolerance of each column, from tolerances.csv.
set -euo pipefail
program=$(realpath "${1:?Name the program: tests/golden/bless.sh build/dev/backstep}")
cd "$(dirname "${BASH_SOURCE[0]}")"
for walk in ../../data/*.gait; do
  table=$("$program" analyze "$walk" --csv - 2>/dev/null)
  if [ "$(head -n 1 <<<"$table")" != "$(head -n 1 tolerances.csv)" ]; then
    echo "The table's columns are not those of tests/golden/tolerances.csv: bring it up to date first." >&2
    exit 1
  fi
  { cat tolerances.csv; tail -n +2 <<<"$table"; } >"$(basename "$walk" .gait).csv"
done
