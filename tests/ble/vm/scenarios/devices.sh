# shellcheck shell=sh
# The shoes themselves: listed, found by their light, named, calibrated, given free.
make_walk 60
backstep simulate --direction forward --strides 12 --seed 4 -q -o ten-steps.gait
start_bluetooth
start_shoes --walk-after 1
backstep_devices() {
  order=$1
  shift
  backstep devices "$order" --adapter hci1 --adapter hci3 "$@" >> devices.log 2>&1
}
listed() { backstep devices list --json --adapter hci1 --adapter hci3 > "$1.ndjson" 2>> devices.log; }
refused() { ! backstep_devices "$@"; }

listed new
check "both shoes are listed before anybody claims them" [ "$(grep -c '"claimed":false,"in_reach":true' new.ndjson)" = 2 ]
check "an unclaimed shoe has no name here" refused name left Anna

check "the left shoe is asked to blink" backstep_devices identify left
check "and does" grep -q blinking left.log
check "the right one does not" sh -c '! grep -q blinking right.log'
check "it is told that this claims the shoe" grep -q 'left shoe left.*: claimed by this computer' devices.log
check "the right one is claimed on an adapter of its own" backstep_devices identify right
listed claimed
check "claimed shoes tell their battery" [ "$(grep -c '"claimed":true,"in_reach":true.*"battery_pct":[0-9]' claimed.ndjson)" = 2 ]
check "they are not calibrated yet" [ "$(grep -c '"calibrated":false' claimed.ndjson)" = 2 ]

check "the left shoe gets a name" backstep_devices name left "Anna left"
check "and a name that is another shoe's is refused" refused name right "anna LEFT"
killall bluetoothd
sleep 1
start_bluetoothd
wait_until 20 sh -c 'backstep devices identify --adapter hci1 --adapter hci3 "Anna left" >> devices.log 2>&1'
check "the name outlives bluetoothd" grep -q 'left shoe left "Anna left".*blinks' devices.log
check "a mistyped name is refused" refused identify "Anna leftt"
check "with a suggestion" grep -q 'did you mean "Anna left"' devices.log

check "ten steps forward calibrate both shoes" backstep_devices calibrate both --from ten-steps.gait
listed calibrated
check "both say that they are calibrated" [ "$(grep -c '"calibrated":true' calibrated.ndjson)" = 2 ]
tell_shoe left 'battery 3450'
live walked 40
check "a low battery is told" grep -q 'left shoe: its battery is low' walked.log
check "and only once, of the shoe that has it" [ "$(grep -c 'battery is low' walked.log)" = 1 ]
check "programs hear battery and delay" grep -q '"event":"shoe","foot":"right".*"battery_pct":79,.*"delay_ms":[0-9]' walked.ndjson
check "the live table is that of analyze, with nothing said" same_table walked.csv walked.gait
check "and no row is without calibration" sh -c '! grep -q uncalibrated walked.csv'

check "the left shoe is given free" backstep_devices forget left
kill "$(ps | awk '/serial righ[t]/ { print $1 }')" # switched off
check "another host claims it" backstep record --ble --adapter hci3 -o other.gait --seconds 2 --patience 30
backstep devices list --adapter hci1 --adapter hci3 > list.txt 2>> devices.log
check "the right one is still listed" grep -q 'right .*claimed, out of reach' list.txt
code=0
backstep_devices forget right || code=$?
check "it is forgotten out of reach, too" [ "$code" = 3 ]
check "with what is left to do" grep -q 'hold its button for 10 s' devices.log
