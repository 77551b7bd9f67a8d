#!/usr/bin/env bash
# afterwards.sh RESULTS BACKSTEP WALKS: makes the checks that a scenario left for afterwards, in RESULTS/afterwards.
set -euo pipefail
folder=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
backstep=$2 walks=$3
cd "$1"

# check "what a user relies on" COMMAND...
check() {
  local said=$1
  shift
  "$@" || { echo "FAILED: $said ($*)"; exit 1; }
  echo "$said"
}

# made left: how many samples that shoe has made in the walk that ended last, with those before a restart.
made() {
  awk '/streaming/ && !restarted { sum = 0 } / after [0-9]* samples/ { sum += $(NF - 1) } { restarted = /restarting/ || (restarted && !/streaming/) }
       END { print sum + 0 }' "$1.log"
}

# export_samples NAME.gait: the samples of it and of the walk that the shoes replayed, as walk_FOOT.csv and recorded_FOOT.csv.
export_samples() {
  local walk
  walk=$walks/$(basename "$(readlink walk.gait)")
  rm -f walk_*.csv recorded_*.csv
  "$backstep" export "$walk" --to csv -o walk > export.log 2>&1
  "$backstep" export "$1" --to csv -o recorded > export.log 2>&1
}

# same_samples FOOT [VARIABLE=VALUE...]
same_samples() {
  local foot=$1
  shift
  awk -f "$folder/same_samples.awk" "$@" "walk_$foot.csv" "recorded_$foot.csv" >> samples.log
}

# every_sample NAME.gait [FOOT]: all that the shoes have made is in it, to the last one of each foot, but what FOOT
# had not sent when it restarted. Both have stopped.
every_sample() {
  export_samples "$1"
  local foot
  for foot in left right; do
    [ "$(made "$foot")" -gt 9000 ] || return 1
    same_samples "$foot" "MADE=$(made "$foot")" "RESTARTS=$([ "${2:-}" = "$foot" ] && echo 1 || echo 0)" || return 1
  done
}

# samples_so_far NAME.gait AT_LEAST: what is in it of each foot is what the shoe has made, none missing between.
samples_so_far() {
  export_samples "$1"
  same_samples left "AT_LEAST=$2" && same_samples right "AT_LEAST=$2"
}

# one_clock: both feet's times in the recording exported last are within 5 ms of one another, 95 of 100; and says how near.
one_clock() {
  local told=0 foot us first
  for foot in left right; do
    us=$(sed -n 's/.*sample 0 at \([0-9]*\) us.*/\1/p' "$foot.log")
    first=$(sed -n 's/.*from sample \([0-9]*\) on.*/\1/p' samples.log | sed -n "$([ $foot = left ] && echo 1 || echo 2)p")
    echo "start ${us%??????}.$(echo "$us" | tail -c 7) $first"
    cat "recorded_$foot.csv"
  done | awk -f "$folder/clocks_apart.awk" > clocks.log || told=1
  cat clocks.log
  return $told
}

# shellcheck disable=SC1091  # written by the scenario
. ./afterwards
