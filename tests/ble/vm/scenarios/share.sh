# shellcheck shell=sh
# A watch (bluetoothctl on hci2) reads speed, cadence and distance from the computer that the left shoe is connected to.
make_walk 60
start_bluetooth
start_shoe left hci0 --walk-after 1
backstep live --ble --adapter hci1 --adapter hci3 --share --patience 20 --seconds 45 -o walked.gait --csv walked.csv \
  2> walked.log &
walking=$!
wait_for 'speed sensor "Backstep"' walked.log 60

# The computer's adapter as the watch sees it: hci3 at 00:AA:01:03:00:03.
watch=/org/bluez/hci2/dev_00_AA_01_03_00_03
attribute() {
  dbus-send --system --print-reply --dest=org.bluez / org.freedesktop.DBus.ObjectManager.GetManagedObjects |
    awk -v watch="$watch" -v uuid="$1" '$1 == "object" { gsub(/"/, "", $3); path = $3 }
      index($0, uuid) && index(path, watch "/") && path ~ /char[0-9a-f]+$/ { print path; exit }'
}
mkfifo watch.in
bluetoothctl < watch.in > watch.log 2>&1 &
exec 7> watch.in
type_in() { echo "$*" >&7; }
type_in select 00:AA:01:02:00:02
type_in power on
type_in scan le
wait_for 'Device 00:AA:01:03:00:03 Backstep' watch.log 20
type_in scan off
type_in connect 00:AA:01:03:00:03
found() { [ -n "$(attribute 00002a53)" ]; }
wait_until 20 found
type_in menu gatt
type_in select-attribute "$(attribute 00002a54)"
type_in read
wait_for '07 00' watch.log 5
tell "it tells stride length, distance and whether one runs"
type_in select-attribute "$(attribute 00002a53)"
type_in notify on
wait "$walking"
as_in_the_table() { awk -f /guest/watch.awk walked.csv watch.log; }
check "the watch shows the speed, cadence, stride and distance of the table" as_in_the_table
