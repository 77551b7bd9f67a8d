# shellcheck shell=sh
# The host dies in mid-walk: what it has written is saved, and the next session finds the shoes again.
make_walk 120
start_bluetooth
start_shoes
record killed &
session=$!
wait_for streaming left.log 60
wait_for streaming right.log 60
sleep 20
kill -9 "$session"
backstep recover killed.gait -o saved.gait || [ $? = 3 ] || fail "the recording cannot be recovered"
check "all that the shoes sent until then is in it" every_sample saved.gait 3900
record after --seconds 20
check "the next session misses nothing" every_sample after.gait 4000
