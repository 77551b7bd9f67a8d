# Tables that are no walk: each is refused by analyze and import with exit code 1 and one sentence: what, where, expected,
# found. Damage that can be told and left out is no refusal.
. "$(dirname "$0")/expect.sh"

tried="making the good walk"
"$backstep" export "$source_dir/data/backward-good.gait" --to csv -o good > stdout 2> stderr || fail "export"
header=$(head -1 good_left.csv)

: > empty.csv
echo "$header" > header.csv
head -2 good_left.csv > one.csv
cut -d, -f1-4 good_left.csv > no_gyro.csv
cut -d, -f2-7 good_left.csv > no_time.csv
tail -n +2 good_left.csv > no_header.csv
awk -F, -v OFS=, 'NR > 1 { for (i = 2; i <= 7; ++i) $i = 0 } 1' good_left.csv > zeros.csv
awk -F, -v OFS=, 'NR == 400 { $6 = "fast" } 1' good_left.csv > text.csv
awk 'NR == 1 || NR % 21 == 2' good_left.csv > slow.csv
awk -F, -v OFS=, 'NR > 1 { $1 = sprintf("%.6f", $1 / 5) } 1' good_left.csv > fast.csv
awk -F, -v OFS=, 'NR > 1 { $1 = sprintf("%.6f", $1 / 50) } 1' good_left.csv > faster.csv
awk -F, -v OFS=, 'NR > 1 { for (i = 2; i <= 4; ++i) $i *= 1.25 } 1' good_left.csv > heavy.csv
awk -F, -v OFS=, 'NR > 1 { $1 = 1000 - $1 } 1' good_left.csv > backward.csv
mkdir folder.csv
truncate -s 2G sparse.csv
cp good_left.csv tail.csv && truncate -s 2G tail.csv

# refuses "what" "key part of the sentence" OPTIONS...
refuses() {
  local what=$1 sentence=$2
  shift 2
  expect "analyze: $what" 1 timeout 20 "$backstep" analyze --csv - "$@"
  refused "$sentence"
  expect "import: $what" 1 timeout 20 "$backstep" import -o bad.gait "$@"
  refused "$sentence"
  [ ! -e bad.gait ] || fail "a recording was written"
}

refuses "a missing file" "none.csv: no such file" --left none.csv
refuses "a missing file beside a good one" "none.csv: no such file" --left good_left.csv --right none.csv
refuses "an empty file" "empty.csv: the file is empty" --left empty.csv
refuses "a header only" "header.csv: expected the samples of a walk, found a header and no samples" --left header.csv
refuses "one sample" "one.csv: expected the seconds of a walk, found only 1 sample" --left one.csv
refuses "no gyroscope" "no_gyro.csv: no gyroscope columns (looked for gyr_x, gyro_x, gx" --left no_gyro.csv
refuses "no time" "no_time.csv: no time column (looked for time_s, timestamp" --left no_time.csv
refuses "no header" "no_header.csv, line 1: expected a header" --left no_header.csv
refuses "all zeros" "zeros.csv: every value is zero" --left zeros.csv
refuses "text in a number" 'text.csv, line 400, column gyr_y: expected a number, found "fast"' --left text.csv
refuses "10 Hz" "samples per second, expected at least 50" --left slow.csv
refuses "1040 Hz" "samples per second, expected at most 1000" --left fast.csv
refuses "10400 Hz" "samples per second, expected at most 1000" --left faster.csv
refuses "gravity far off" "m/s2 where the foot is quietest, expected 9.81 within 15 %" --left heavy.csv
refuses "time that runs backward" "time does not go forward in more than half" --left backward.csv
refuses "a directory" "folder.csv: expected a file, found a directory" --left folder.csv
refuses "a sparse file of 2 GB" "sparse.csv, line 1: expected text, found a zero byte" --left sparse.csv
refuses "a table that ends in 2 GB of nothing" "expected text, found a zero byte" --left tail.csv
refuses "rad/s said to be deg/s" "say --gyro-unit rad/s" --left good_left.csv --gyro-unit deg/s
refuses "m/s2 said to be g" "Say --acc-unit m/s2" --left good_left.csv --acc-unit g

# One file as both feet: by its own name, another spelling of it, links, and a copy.
ln -s good_left.csv linked.csv
ln good_left.csv hard.csv
cp good_left.csv copy_right.csv
for other in good_left.csv ./good_left.csv linked.csv hard.csv copy_right.csv; do
  sentence="good_left.csv and $other are one and the same file"
  [ "$other" = copy_right.csv ] && sentence="one is a copy of the other"
  for command in "analyze --csv -" "export --to csv -o both" "calibrate -o shoes.json" "import -o bad.gait"; do
    expect "$command: $other as the other foot" 2 "$backstep" $command --left good_left.csv --right $other
    refused "$sentence"
  done
done
expect "import by name: a copy of the left foot" 2 "$backstep" import good_left.csv copy_right.csv -o bad.gait
refused "one is a copy of the other"
[ ! -e bad.gait ] || fail "a recording was written"

# Not refused, but told.
awk -F, -v OFS=, 'NR == 700 { $1 = 0.5 } NR == 900 { $3 = "NaN" } NR == 1100 { $7 = "" } 1' good_left.csv > odd.csv
expect "time that goes back in one row, two cells without a number" 0 "$backstep" analyze --left odd.csv --csv -
says "foot,stride"
tells "odd.csv, line 700: time stands or goes back"
tells "odd.csv, lines 900, 1100: no usable number"
awk -F, -v OFS=, 'NR > 1 { for (i = 2; i <= 4; ++i) $i /= 9.80665; for (i = 5; i <= 7; ++i) $i *= 57.2957795 } 1' \
  good_left.csv > other_units.csv
expect "units that no name tells" 0 "$backstep" analyze --left other_units.csv --csv -
tells "column acc_x names no unit and is taken as g"
tells "column gyr_x names no unit and is taken as deg/s"

expect "import of nothing" 2 "$backstep" import -o bad.gait
refused "no file to import"
cp good_left.csv walk.csv
expect "import of a CSV without a foot" 2 "$backstep" import walk.csv -o bad.gait
refused "--left walk.csv or --right walk.csv"
expect "import of two left feet" 2 "$backstep" import good_left.csv --left good_left.csv -o bad.gait
refused "are both of the left foot"
finish
