#!/usr/bin/env bash
# delays.sh DIR SCENARIO...: from the contact of a foot to its line on stdout, in scenarios that were played in DIR.
set -euo pipefail
dir=$1
shift
for scenario in "$@"; do
  sed -n 's/.*"event":"contact".*"t_ic_s":\([0-9.]*\),.*"told_s":\([0-9.]*\),.*/\1 \2/p' "$dir/$scenario/walked.ndjson" |
    awk '{ print 1000 * ($2 - $1) }' | sort -n |
    awk -v name="$scenario" '{ ms[NR] = $1 }
      END { printf "%s: %d contacts, ms from contact to line: p50 %.0f, p99 %.0f, most %.0f\n", name, NR,
                   ms[int((NR + 1) / 2)], ms[int(NR * 0.99 + 0.5)], ms[NR] }'
done
