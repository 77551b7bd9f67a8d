# shellcheck shell=sh
# A watch that nobody has let in: a claimed shoe measures nothing for it, and its link is there for the owner again. Once the
# button has been held, it is served.
make_walk 120
start_bluetooth
start_shoe left hci0
owner() { backstep record --ble --adapter hci1 -o "$1.gait" --seconds 5 --patience 15 2> "$1.log"; }
links_lost() { [ "$(grep -c 'link lost' left.log)" = "$1" ]; }
shown() { sed 's/.*\r//' watch.log | grep -q "^  $1 "; } # flags: 02 standing, 03 walking
check "its owner claims the shoe" owner first
wait_until 20 links_lost 1
sleep 8 # the owner's last stride is told for a few seconds more
look_at_watch hci3 hci0 'Backstep L left'
wait_until 20 shown 02
wait_until 40 links_lost 2
check "a stranger's watch that listens to the speed is gone after half a minute" grep -q 'Connected: no' watch.log
nothing_measured() { ! shown 03; }
check "nothing was measured for it" nothing_measured
type_in back
type_in remove "$(address_of hci0)"
wait_for 'Device has been removed' watch.log 5
type_in quit
rm watch.in
check "the owner gets in" owner again
wait_until 20 links_lost 3
tell_shoe left 'button 3'
sleep 4
look_at_watch hci3 hci0 'Backstep L left'
wait_until 30 shown 03
sleep 40
check "once the button has been held, it is shown the walk" links_lost 3
