# shellcheck shell=sh
# The machine itself: what every other scenario stands on.
start_bluetooth
for adapter in hci0 hci1 hci2 hci3; do
  check "bluetoothd offers $adapter" adapter_known "$adapter"
done
power hci0 true
check "an adapter can be switched on" powered hci0
check "the kernel has what LE Secure Connections needs" grep -q 'ecdh-nist-p256' /proc/crypto
