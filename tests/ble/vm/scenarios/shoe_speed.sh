# shellcheck shell=sh
# A watch reads speed, cadence and distance from a shoe itself, unpaired and without any computer.
make_walk 60
start_bluetooth
start_shoe left hci0
look_at_watch hci1 hci0 'Backstep L left'
sleep 30
type_in notify off
backstep analyze walk.gait --csv walked.csv > analyze.log 2>&1
as_in_the_table() { awk -f /guest/watch.awk walked.csv watch.log; }
check "the watch shows the speed, cadence and stride of the table, and the distance that the speed makes" as_in_the_table
nobody_paired() { ! grep -q bonded left.log; }
check "for that it need not be paired" nobody_paired
