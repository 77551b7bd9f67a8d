# shellcheck shell=sh
# Sourced before a scenario (POSIX sh, -eu, in /results): the words in which scenarios are told. The air of btvirt gives
# each pair of adapters one link, so the shoes are on hci0 and hci2 and the host uses hci1 and hci3.

tell() { echo "STORY $(cut -d' ' -f1 /proc/uptime) s: $*"; }

fail() {
  tell "FAILED: $*"
  exit 1
}

# check "what a user relies on" COMMAND...
check() {
  said=$1
  shift
  "$@" || fail "$said ($*)"
  tell "$said"
}

# afterwards "what a user relies on" COMMAND...: checked by afterwards.sh, from the files that the scenario leaves: what reads
# every sample takes seconds here. The files named are not written again.
afterwards() {
  said=$1
  shift
  echo "check \"$said\" $*" >> afterwards
}

# wait_for TEXT FILE SECONDS
wait_for() {
  left=$(($3 * 10))
  until grep -qs -e "$1" "$2"; do
    left=$((left - 1))
    [ "$left" -gt 0 ] || fail "no \"$1\" in $2 within $3 s"
    sleep 0.1
  done
}

# wait_until SECONDS COMMAND...
wait_until() {
  left=$(($1 * 10))
  limit=$1
  shift
  until "$@"; do
    left=$((left - 1))
    [ "$left" -gt 0 ] || fail "not within $limit s: $*"
    sleep 0.1
  done
}

# start_bluetooth [LINE...]: a bus, four adapters, bluetoothd. Each LINE goes into [GATT] of main.conf; by default one
# bearer, so that packets keep their order, and the MTU that packets of 240 bytes need.
start_bluetooth() {
  [ $# -gt 0 ] || set -- 'Channels = 1' 'ExchangeMTU = 247'
  mkdir -p /etc/bluetooth
  {
    echo '[GATT]'
    printf '%s\n' "$@"
    echo '[Policy]'
    echo 'AutoEnable = false'
  } > /etc/bluetooth/main.conf
  dbus-daemon --config-file=/guest/dbus.conf --nofork --nopidfile &
  wait_until 10 test -S /run/dbus/system_bus_socket
  btvirt -Ll4 > btvirt.log 2>&1 &
  wait_until 10 test -d /sys/class/bluetooth/hci3
  start_bluetoothd
}

start_bluetoothd() {
  bluetoothd -n >> bluetoothd.log 2>&1 &
  wait_until 10 adapter_known hci3
}

adapter_get() {
  dbus-send --system --print-reply=literal --dest=org.bluez "/org/bluez/$1" org.freedesktop.DBus.Properties.Get \
    string:org.bluez.Adapter1 "string:$2" 2> /dev/null
}

# adapter_known hci0: bluetoothd offers it.
adapter_known() { adapter_get "$1" Address > /dev/null; }

powered() { adapter_get "$1" Powered | grep -q true; }

# power hci0 true|false: what the user sees as "back" and "out of reach".
power() {
  dbus-send --system --print-reply --dest=org.bluez "/org/bluez/$1" org.freedesktop.DBus.Properties.Set \
    string:org.bluez.Adapter1 string:Powered "variant:boolean:$2" >> power.log 2>&1
}

# make_walk SECONDS: walk.gait, what both shoes replay; prepare.sh has made it.
make_walk() { ln -s "/walks/$1.gait" walk.gait; }

# start_shoe left hci0 [OPTION...]: a shoe with that serial number, fed with walk.gait. Nobody has claimed it yet, so it is
# in claim mode. What is told to it afterwards goes through tell_shoe.
start_shoe() {
  side=$1 adapter=$2
  shift 2
  mkfifo "$side.in"
  backstep-shoe --side "$side" --serial "$side" --adapter "$adapter" --replay walk.gait --state shoes "$@" \
    < "$side.in" 2>> "$side.log" &
  case $side in
    left) exec 8> left.in ;;
    right) exec 9> right.in ;;
  esac
  wait_for advertising "$side.log" 10
}

# tell_shoe left ORDER: its button, and what is done to it.
tell_shoe() {
  case $1 in
    left) echo "$2" >&8 ;;
    right) echo "$2" >&9 ;;
  esac
}

start_shoes() {
  start_shoe left hci0 "$@"
  start_shoe right hci2 "$@"
}

# live NAME SECONDS [OPTION...]: a live session with both shoes; NAME.gait, NAME.csv, NAME.ndjson and NAME.log.
live() {
  name=$1 seconds=$2
  shift 2
  backstep live --ble --adapter hci1 --adapter hci3 -o "$name.gait" --csv "$name.csv" --events --seconds "$seconds" "$@" \
    > "$name.ndjson" 2>> "$name.log" || fail "the live session ended with code $?"
}

# record NAME [OPTION...]
record() {
  name=$1
  shift
  backstep record --ble --adapter hci1 --adapter hci3 -o "$name.gait" "$@" 2>> "$name.log"
}

# same_table LIVE.csv RECORDING [OPTION...]: analyze gives the table of the live session, byte for byte.
same_table() {
  table=$1 recording=$2
  shift 2
  backstep analyze "$recording" --csv again.csv "$@" > analyze.log 2>&1
  [ "$(wc -l < "$table")" -gt 20 ] && cmp "$table" again.csv
}

address_of() { echo "00:AA:01:0${1#hci}:00:0${1#hci}"; }

# attribute_of hci2 hci3 UUID: the path of that characteristic of hci3, as hci2 sees it; fails where it is not known yet.
attribute_of() {
  dbus-send --system --print-reply --dest=org.bluez / org.freedesktop.DBus.ObjectManager.GetManagedObjects |
    awk -v device="/org/bluez/$1/dev_$(address_of "$2" | tr : _)" -v uuid="$3" \
      '$1 == "object" { gsub(/"/, "", $3); path = $3 }
       index($0, uuid) && index(path, device "/") && path ~ /char[0-9a-f]+$/ { print path; found = 1; exit }
       END { exit !found }'
}

type_in() { echo "$*" >&7; }

# look_at_watch hci2 hci3 NAME: a watch (bluetoothctl on hci2) finds the sensor NAME that hci3 is, and shows its speed. What
# it is told is in watch.log.
look_at_watch() {
  mkfifo watch.in
  bluetoothctl < watch.in > watch.log 2>&1 &
  exec 7> watch.in
  type_in select "$(address_of "$1")"
  type_in power on
  type_in scan le
  wait_for "Device $(address_of "$2") $3" watch.log 20
  type_in scan off
  type_in connect "$(address_of "$2")"
  wait_until 20 attribute_of "$1" "$2" 00002a53
  type_in menu gatt
  type_in select-attribute "$(attribute_of "$1" "$2" 00002a54)"
  type_in read
  wait_for '07 00' watch.log 5
  tell "it tells stride length, distance and whether one runs"
  type_in select-attribute "$(attribute_of "$1" "$2" 00002a53)"
  type_in notify on
}

finish() { tell "done"; }
