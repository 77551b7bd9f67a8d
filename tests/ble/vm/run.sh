#!/usr/bin/env bash
# run.sh DIR SCENARIO [SECONDS]: boots the virtual machine that prepare.sh made in DIR, plays one scenario, and brings its
# files back to DIR/SCENARIO. Exit code: the scenario's; 77 when there is no virtual machine; 1 after SECONDS (300).
set -euo pipefail
dir=$1 scenario=$2 limit=${3:-300}
if [ -e "$dir/skipped" ]; then
  cat "$dir/skipped"
  exit 77
fi
results=$dir/$scenario
rm -rf "$results"
mkdir -p "$results"

# -icount: guest time is counted in instructions (4 ns each) and idle time is skipped, so a busy host changes no figure, a
# minute of walking takes seconds, and a time-out in the guest costs nothing. The second serial port carries the files.
began=$(date +%s%N)
code=0
timeout "$limit" qemu-system-x86_64 -machine q35 -accel tcg,thread=single -cpu max -icount shift=2,sleep=off -smp 1 -m 512 \
  -nodefaults -no-user-config -nographic -no-reboot -monitor none -net none \
  -serial stdio -serial "file:$results/results.tar" -kernel "$dir/kernel/vmlinux" -initrd "$dir/initramfs" \
  -append "console=ttyS0 quiet panic=-1 mitigations=off nokaslr tsc=reliable cryptomgr.notests backstep.scenario=$scenario" \
  < /dev/null > "$results/console.log" 2>&1 || code=$?
wall_ms=$((($(date +%s%N) - began) / 1000000))
tar -x -f "$results/results.tar" -C "$results" 2> /dev/null || true
rm -f "$results/results.tar"

status=$(tr -d '\r' < "$results/console.log" | sed -n 's/^.*SCENARIO EXIT //p')
if [ -e "$results/story.log" ]; then
  sed -n 's/^STORY //p' "$results/story.log"
fi
if grep -q 'kernel BUG\|Oops' "$results/console.log"; then
  echo "the guest's kernel broke" >&2
  status=1
fi
if [ "$status" = 0 ] && [ -e "$results/afterwards" ]; then
  "$(dirname "${BASH_SOURCE[0]}")/afterwards.sh" "$results" "$(realpath "$dir/backstep")" "$(realpath "$dir/walks")" || status=1
fi
[ "$code" != 124 ] || echo "$scenario: not done after $limit s" >&2
if [ "$status" != 0 ]; then
  for log in "$results"/*.log; do
    echo "--- ${log##*/} (its end; all of it in $log)"
    tail -n 40 "$log"
  done >&2
  exit 1
fi
echo "$scenario: $wall_ms ms"
