#!/usr/bin/env bash
# prepare.sh DIR FOLDER BACKSTEP PROGRAM...: everything that the scenarios boot, in DIR: `kernel` (a link), `initramfs`, `walks`;
# and `backstep` (a link) for what is checked afterwards. Or the file `skipped` with the reason why it cannot be made here, and
# exit code 77.
set -euo pipefail
dir=$1 folder=$2
shift 2
mkdir -p "$dir"
dir=$(cd "$dir" && pwd)
rm -f "$dir/skipped" "$dir/kernel"

skip() {
  echo "$1" | tee "$dir/skipped"
  exit 77
}
command -v qemu-system-x86_64 > /dev/null || skip "no virtual machine: qemu-system-x86_64 is not installed (.ci/install does it)"
[ -x /usr/bin/btvirt ] || skip "no virtual air: btvirt is not installed (.ci/install does it)"
code=0
kernel=$("$folder/kernel.sh" "$dir/kernels" 2> "$dir/kernel.log") || code=$?
[ "$code" != 77 ] || skip "$(cat "$dir/kernel.log")"
[ "$code" = 0 ] || { cat "$dir/kernel.log" >&2; exit 1; }
ln -sf "$1" "$dir/backstep"
rm -rf "$dir/walks"
mkdir "$dir/walks"
for seconds in 10 60 90 120; do
  "$dir/backstep" simulate --seconds "$seconds" --seed 4 -q -o "$dir/walks/$seconds.gait"
done
"$folder/initramfs.sh" "$kernel" "$dir/initramfs" "$folder" "$dir/walks" "$@"
ln -s "$kernel" "$dir/kernel"
echo "${kernel##*/}, $(($(stat -c %s "$dir/initramfs") / 1000000)) MB of programs"
