#!/usr/bin/env bash
# kernel.sh DIR: fetches Debian's current kernel into DIR (any user can; once a version) and prints the folder with
# `vmlinux` and `lib/modules`. Exit code 77: it cannot be had here, and stderr says why.
set -euo pipefail
dir=$1
mkdir -p "$dir"
cd "$dir"

# By name, so that security updates are followed; the newest one that is already here when the package lists are not.
package=$(apt-cache depends linux-image-amd64 2>/dev/null | awk '/Depends:/ && !found { found = $2 } END { print found }')
[ -n "$package" ] || package=$(find . -path './linux-image-*/vmlinux' -printf '%h\n' | sort -V | tail -n 1 | sed 's|^\./||')
[ -n "$package" ] || { echo "no kernel: apt knows no linux-image-amd64 here; run apt-get update" >&2; exit 77; }

if [ ! -e "$package/vmlinux" ]; then
  part=$(mktemp -d -p .)
  trap 'rm -rf "$part"' EXIT
  if ! (cd "$part" && apt-get download -qq "$package" 2>apt.log >&2); then
    echo "no kernel: apt-get download $package failed: $(tail -n 1 "$part/apt.log")" >&2
    exit 77
  fi
  # Of its 400 MB only what a machine without any hardware needs.
  dpkg-deb --fsys-tarfile "$part/$package"_*.deb | tar -x -C "$part" --wildcards './boot/vmlinuz-*' './lib/modules/*/modules.*' \
    './lib/modules/*/kernel/crypto/*' './lib/modules/*/kernel/lib/*' './lib/modules/*/kernel/arch/x86/crypto/*' \
    './lib/modules/*/kernel/drivers/bluetooth/*' './lib/modules/*/kernel/drivers/hid/*' './lib/modules/*/kernel/net/*'
  rm "$part/$package"_*.deb
  /sbin/depmod -b "$part" "${package#linux-image-}"
  # QEMU starts the ELF inside at once; the emulated processor would need seconds to unpack it.
  start=$(LC_ALL=C grep -abo -m 1 -P '\xfd7zXZ\x00' "$part/boot/vmlinuz-"* | head -n 1 | cut -d: -f1)
  xz -dc --single-stream < <(tail -c "+$((start + 1))" "$part/boot/vmlinuz-"*) > "$part/vmlinux"
  rm -rf "${part:?}/boot" "$package"
  mv "$part" "$package"
  trap - EXIT
fi
echo "$dir/$package"
