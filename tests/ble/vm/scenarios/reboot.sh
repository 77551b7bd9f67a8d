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
check "the shoe streams again" [ "$(grep -c streaming left.log)" = 2 ]
afterwards "every sample is in the recording, but what it had not sent when it restarted" every_sample walked.gait left
check "the live table is that of the recording" same_table walked.csv walked.gait --as-live
