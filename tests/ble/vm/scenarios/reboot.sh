# shellcheck shell=sh
# The left shoe restarts in mid-walk: it is found again, and what it made before and after is all there.
make_walk 120
start_bluetooth
start_shoes
live walked 62 &
session=$!
wait_for streaming right.log 60
sleep 20
tell_shoe left reboot
wait "$session"
backstep export walked.gait --to csv -o recorded > export.log 2>&1
check "the other shoe misses nothing" awk -f /guest/same_samples.awk AT_LEAST=12000 walk_right.csv recorded_right.csv
check "the shoe streams again" [ "$(grep -c streaming left.log)" = 2 ]
check "and is recorded again" [ "$(wc -l < recorded_left.csv)" -gt 9000 ]
check "the live table is that of the recording" same_table walked.csv walked.gait --as-live
