# shellcheck shell=sh
# Pairing: nobody has claimed the shoe, so the first host may; afterwards no other, until the button is held.
make_walk 10
start_bluetooth
start_shoe left hci0
host() { backstep record --ble --adapter "$1" -o "$2.gait" --seconds 5 --patience 15 2> "$2.log"; }
refused() { ! host "$@"; }
check "the first host pairs and records" host hci1 first
check "the link is encrypted and bonded" grep -q bonded left.log
check "bonded, it comes again" host hci1 again
check "another host is refused" refused hci3 stranger
check "and told to hold the button" grep -q button stranger.log
check "the first is still known" host hci1 still
tell_shoe left 'button 3'
sleep 4
check "after the button another host pairs" host hci3 second
