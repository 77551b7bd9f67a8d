#!/usr/bin/env bash
# initramfs.sh KERNEL_DIR OUTPUT FOLDER WALKS PROGRAM...: the whole file system of the virtual machine: this machine's
# bluetoothd, dbus-daemon and btvirt, the programs under test, the libraries of all of them, what is in FOLDER (guest/,
# scenarios/), and the folder WALKS.
set -euo pipefail
kernel=$1 output=$2 folder=$3 walks=$4
shift 4
root=$(mktemp -d)
trap 'rm -rf "$root"' EXIT
mkdir -p "$root"/{bin,dev,proc,sys,run,tmp,results,etc/bluetooth,usr/bin,lib/modules,var/lib/bluetooth}
cp /bin/busybox "$root/bin/"
ln -s busybox "$root/bin/sh"

# add FROM TO: a program, and the libraries that it names.
add() {
  install -D "$1" "$root$2"
  local library
  ldd "$1" | grep -oE '/[^ ]+\.so[^ ]*' | while read -r library; do
    [ -e "$root$library" ] || install -D "$library" "$root$library"
  done
}
for program in /usr/libexec/bluetooth/bluetoothd /usr/bin/{bluetoothctl,btvirt,btmon,dbus-daemon,dbus-send}; do
  add "$program" "/bin/${program##*/}"
done
for program in "$@"; do
  add "$program" "/bin/${program##*/}"
done

# Loaded in this order: without drbg the kernel has no keys for LE Secure Connections.
version=${kernel##*/linux-image-}
for module in drbg hmac sha256_generic sha512_generic ctr hci_vhci cmac ecb ccm algif_hash algif_skcipher uhid; do
  /sbin/modprobe -d "$kernel" -S "$version" --show-depends "$module" | awk '$1 == "insmod" { print $2 }'
done | awk '!seen[$0]++' | while read -r file; do
  cp "$file" "$root/lib/modules/"
  echo "/lib/modules/${file##*/}" >> "$root/etc/modules"
done

echo 'root:x:0:0:root:/:/bin/sh' > "$root/etc/passwd"
echo 'root:x:0:' > "$root/etc/group"
echo 0123456789abcdef0123456789abcdef > "$root/etc/machine-id"
cp -r "$folder/guest" "$folder/scenarios" "$walks" "$root/"
cp "$folder/guest/init" "$root/init"
chmod 755 "$root/init"
(cd "$root" && find . | cpio -o -H newc --quiet -R 0:0) > "$output.part"
mv "$output.part" "$output"
