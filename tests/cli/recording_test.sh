# info, doctor, recover: a good recording, damaged ones, and files that are none.
. "$(dirname "$0")/expect.sh"

cp "$source_dir/data/backward-good.gait" walk.gait
size=$(stat -c %s walk.gait)
cp walk.gait kept.gait

expect "info of a good recording" 0 "$backstep" info walk.gait
says "walk.gait"
says "208.00 Hz"
expect "info as JSON" 0 "$backstep" info --json walk.gait
says '"whole": true'
expect "doctor on a good recording" 0 "$backstep" doctor walk.gait
says "nothing wrong was found"
expect "recover of a good recording" 0 "$backstep" recover walk.gait -o again.gait
expect "doctor on the recovered one" 0 "$backstep" doctor again.gait
expect "recover onto an existing file" 1 "$backstep" recover walk.gait -o again.gait
refused "again.gait: it already exists, and recordings are never overwritten"
expect "recover onto itself" 1 "$backstep" recover walk.gait -o walk.gait
cmp -s walk.gait kept.gait || fail "the recording was changed"

head -c $((size * 2 / 3)) walk.gait > cut.gait
expect "info of a truncated recording" 3 "$backstep" info cut.gait
tells "cut.gait breaks off at byte $((size * 2 / 3)), within a frame"
expect "doctor on a truncated recording" 3 "$backstep" doctor cut.gait
says "cut.gait breaks off at byte"
says "backstep recover cut.gait"
says "See the picture: backstep doctor cut.gait --html page.html"
expect "recover of a truncated recording" 3 "$backstep" recover cut.gait
says "Saved cut-recovered.gait"
expect "info of what was recovered" 0 "$backstep" info cut-recovered.gait
says "recovered: cut.gait breaks off"

cp walk.gait flipped.gait
byte=$((size / 2))
old=$(od -An -tu1 -j "$byte" -N 1 walk.gait)
printf "\\x$(printf %02x $((old ^ 4)))" | dd of=flipped.gait bs=1 seek="$byte" conv=notrunc 2> dd.log
expect "info of a recording with one flipped bit" 3 "$backstep" info flipped.gait
tells "flipped.gait is damaged at byte"
tells "What comes before and after was read"
expect "recover of a recording with one flipped bit" 3 "$backstep" recover flipped.gait
expect "info of what was recovered" 0 "$backstep" info --json flipped-recovered.gait
says '"lost_samples": 19'
expect "recover onto a full disk" 1 \
  sh -c "trap '' XFSZ; ulimit -f 20; exec \"$backstep\" recover flipped.gait -o full.gait"
tells "flipped.gait is damaged at byte"

# Every packet three times: two of three came twice.
after_header=$((8 + 12 + $(od -An -tu4 -j 8 -N 4 walk.gait) + 1))
{ cat walk.gait; tail -c "+$after_header" walk.gait; tail -c "+$after_header" walk.gait; } > thrice.gait
for command in info doctor analyze; do
  expect "$command of a recording most of which is of no use" 3 "$backstep" "$command" thrice.gait
  cat stderr >> stdout
  says "packets are not used"
  says "came twice or too late"
done

head -c 3 walk.gait > stub.gait
head -c 60 walk.gait > header.gait
: > empty.gait
printf 'time_s,acc_x\n0,1\n' > table.gait
truncate -s 2G sparse.gait
for command in info doctor recover; do
  expect "$command of a missing file" 1 "$backstep" "$command" none.gait
  refused "none.gait: no such file"
  expect "$command of a directory" 1 "$backstep" "$command" .
  refused ".: expected a file, found a directory"
  expect "$command of an empty file" 1 "$backstep" "$command" empty.gait
  refused "empty.gait: empty (0 bytes)"
  expect "$command of a table" 1 "$backstep" "$command" table.gait
  refused 'table.gait: not a .gait recording: its first bytes are text ("time_s,acc_x")'
  expect "$command of three bytes" 1 "$backstep" "$command" stub.gait
  refused "stub.gait"
  expect "$command of half a header" 1 "$backstep" "$command" header.gait
  refused "header.gait, byte 60: it breaks off within its header"
  expect "$command of a large sparse file" 1 timeout 10 "$backstep" "$command" sparse.gait
  refused "its first bytes are zeros"
  expect "$command of nothing" 2 "$backstep" "$command"
done
finish
