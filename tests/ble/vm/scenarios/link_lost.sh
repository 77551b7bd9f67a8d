# shellcheck shell=sh
# The left shoe is out of reach for 20 s in mid-walk.
make_walk 120
start_bluetooth
start_shoes
live walked 75 &
session=$!
wait_for streaming right.log 60
sleep 20
power hci0 false
sleep 20
power hci0 true
wait "$session"
afterwards "every sample is in the recording" every_sample walked.gait
check "the live table is that of the recording" same_table walked.csv walked.gait --as-live
backstep info walked.gait > info.txt
check "info tells when the shoe was away" grep -q ' s left: connection lost' info.txt
