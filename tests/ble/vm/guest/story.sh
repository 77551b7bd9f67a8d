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

finish() { tell "done"; }
