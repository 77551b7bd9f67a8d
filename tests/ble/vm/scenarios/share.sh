# shellcheck shell=sh
# A watch reads speed, cadence and distance from the computer that the left shoe is connected to.
make_walk 60
start_bluetooth
start_shoe left hci0 --walk-after 1
backstep live --ble --adapter hci1 --adapter hci3 --share --patience 20 --seconds 45 -o walked.gait --csv walked.csv \
  2> walked.log &
walking=$!
wait_for 'speed sensor "Backstep"' walked.log 60
look_at_watch hci2 hci3 Backstep
wait "$walking"
as_in_the_table() { awk -f /guest/watch.awk WHOLE=1 walked.csv watch.log; }
check "the watch shows the speed, cadence, stride and distance of the table" as_in_the_table
