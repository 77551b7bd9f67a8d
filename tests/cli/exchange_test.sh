# export and import: the samples come back from every format.
. "$(dirname "$0")/expect.sh"
walk=$source_dir/data/backward-good.gait

# same A B ACC GYR: two tables of samples agree within 0.1 ms, ACC m/s2 and GYR rad/s, row by row.
same() {
  paste -d, "$1" "$2" | awk -F, -v acc="$3" -v gyr="$4" '
    function far(a, b, limit) { return a - b > limit || b - a > limit }
    NR > 1 && (NF != 14 || far($1, $8, 1e-4)) { exit 1 }
    NR > 1 { for (i = 2; i <= 7; ++i) if (far($i, $(i + 7), i < 5 ? acc : gyr)) exit 1 }
    END { if (NR < 1000) exit 1 }' || fail "$1 and $2 differ by more than $3 m/s2, $4 rad/s"
}

expect "export to CSV" 0 "$backstep" export "$walk" --to csv -o first
silent
tells "wrote first_left.csv"
tells "backstep analyze --left first_left.csv --right first_right.csv --left-toes=+x --right-toes=+x"
[ "$(head -1 first_left.csv)" = "time_s,acc_x,acc_y,acc_z,gyr_x,gyr_y,gyr_z" ] || fail "another header"

expect "import of those CSV files" 0 "$backstep" import first_left.csv first_right.csv --common-clock -o again.gait
tells "first_left.csv: left foot"
tells "Next: backstep analyze again.gait"
expect "import onto an existing recording" 1 "$backstep" import first_left.csv -o again.gait
expect "its samples" 0 "$backstep" export again.gait --to csv -o second
for foot in left right; do same first_$foot.csv second_$foot.csv 0.005 0.001; done  # a count of 16 g and 2000 deg/s

for format in wav flac; do
  expect "export to $format" 0 "$backstep" export "$walk" --to $format -o sound
  silent
  tells "sound_left.$format"
  grep -q '"acc_full_scale_mps2"' sound_left.$format.json || fail "no sidecar"
  expect "import of $format" 0 "$backstep" import sound_left.$format sound_right.$format -o sound_$format.gait
  expect "which way the toes are, out of $format" 0 "$backstep" info sound_$format.gait
  grep -q "toes at  *+x  *+x" stdout || fail "the toe axis was lost on its way through $format"
  expect "samples out of $format" 0 "$backstep" export sound_$format.gait --to csv -o out_$format
  for foot in left right; do same first_$foot.csv out_${format}_$foot.csv 0.005 0.001; done
done
expect "strides of the walk that was FLAC" 0 "$backstep" analyze sound_flac.gait --left-toes=+x --right-toes=+x --csv -
[ "$(grep -c ,backward, stdout)" -ge 30 ] || fail "fewer than 30 backward rows"


# What is there of a file that was cut short comes in, and the loss is told.
for format in wav flac; do
  head -c $(($(stat -c %s sound_left.$format) * 8 / 10)) sound_left.$format > cut_left.$format
  cp sound_left.$format.json cut_left.$format.json
  expect "import of a $format file that was cut short" 3 "$backstep" import cut_left.$format -o cut_$format.gait
  tells "cut_left.$format: cut short or damaged, so only the first "
  tells " of 5817 samples are read"
  expect "its samples" 0 "$backstep" export cut_$format.gait --to csv -o cut_$format
  head -n "$(wc -l < cut_${format}_left.csv)" first_left.csv > first_part.csv
  same first_part.csv cut_${format}_left.csv 0.005 0.001
done
head -c 2000 sound_left.flac > none_left.flac
expect "import of what has no sample left" 1 "$backstep" import none_left.flac -o none.gait
refused "none_left.flac: cut short or damaged before its first sample of 5817"
expect "export to a disk that takes no more" 1 \
  sh -c "trap '' XFSZ; ulimit -f 20; exec \"$backstep\" export \"$walk\" --to wav -o full"
refused "full_left.wav: cannot be written (File too large)"
[ ! -e full_left.wav ] || fail "half a file was left"

expect "NDJSON on stdout" 0 "$backstep" export "$walk" --to ndjson -o -
[ "$(wc -l < stdout)" = "$(($(cat first_left.csv first_right.csv | wc -l) - 2))" ] || fail "not one line a sample"
says '{"foot":"left","time_s":'
expect "one foot's CSV on stdout" 0 "$backstep" export --left first_left.csv --to csv -o -
cmp -s stdout first_left.csv || fail "the table changed on its way"

expect "tables out of files" 0 "$backstep" analyze --left first_left.csv --right first_right.csv --csv files.csv
mkfifo left right
(cat first_left.csv > left; cat first_right.csv > right) &  # one after the other, as a script would
expect "tables out of pipes" 0 "$backstep" analyze --left left --right right --csv pipes.csv
cmp -s files.csv pipes.csv || fail "out of pipes comes another table"
expect "two feet on one stdout" 2 "$backstep" export "$walk" --to csv -o -
refused "a CSV holds one foot"
expect "an output that is an input" 2 "$backstep" export --left first_left.csv --to csv -o first
refused "nothing is written onto it"
expect "an unknown format" 2 "$backstep" export "$walk" --to mp3 -o first
expect "a sound that is none" 1 "$backstep" import first_left.csv --right sound_left.wav.json -o none.gait
cp first_left.csv song.wav
awk -F, -v OFS=, 'NR > 1 { for (i = 2; i <= 4; ++i) $i /= 9.80665 } 1' first_left.csv > in_g_left.csv
expect "a left file to warn of, and a right one that is no table" 1 \
  "$backstep" import --left in_g_left.csv --right sound_left.wav.json -o none.gait
tells "in_g_left.csv: column acc_x names no unit and is taken as g"
expect "text named as audio" 1 "$backstep" import song.wav -o none.gait
refused "song.wav: expected a WAV or FLAC file"
finish
