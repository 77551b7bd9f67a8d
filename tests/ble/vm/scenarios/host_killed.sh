# shellcheck shell=sh
# The host dies in mid-walk: what it has written is saved, and the session goes on in the same recording.
make_walk 120
start_bluetooth
start_shoes
backstep live --ble --adapter hci1 --adapter hci3 -o walked.gait --csv walked.csv 2> walked.log &
wait_for streaming left.log 60
wait_for streaming right.log 60
sleep 25
kill -9 "$(pidof backstep)"
sleep 5
cp walked.gait killed.gait
backstep recover killed.gait -o saved.gait || [ $? = 3 ] || fail "the recording cannot be recovered"
afterwards "all that the shoes sent until then is in it" samples_so_far saved.gait 3900
backstep live --ble --adapter hci1 --adapter hci3 --resume walked.gait --csv walked.csv --seconds 30 2>> walked.log ||
  fail "the session does not go on (code $?)"
afterwards "every sample is in the recording, those between the two sessions too" every_sample walked.gait
afterwards "both feet are on one clock" one_clock
check "the live table is that of the recording" same_table walked.csv walked.gait --as-live
