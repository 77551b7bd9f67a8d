# analyze and calibrate: what comes out where, what is refused, and how.
. "$(dirname "$0")/expect.sh"

good=$source_dir/data/backward-good.gait
header='foot,stride,bout,direction,t_start_s,t_fr_s,t_tc_s,t_ic_s,t_ff_s,'

expect "a summary to read" 0 "$backstep" analyze "$good"
says "BACKWARD"
says "ball-first"
says "not a medical device"
expect "both tables on stdout" 2 "$backstep" analyze "$good" --csv - --json -
refused "two results cannot both go to stdout"

expect "the table on stdout, the motion in a file" 0 "$backstep" analyze "$good" --csv - --trajectory motion.csv
[ "$(head -c ${#header} stdout)" = "$header" ] || fail "stdout does not begin with the header"
[ "$(grep -c ,backward, stdout)" -ge 30 ] || fail "fewer than 30 backward rows"
cp stdout table.csv
[ "$(wc -l < motion.csv)" -gt 5000 ] || fail "the trajectory has no row a sample"
[ -z "$(ls ./*.partial 2>/dev/null)" ] || fail "a partial file was left"
expect "the table in a file" 0 "$backstep" analyze "$good" --csv file.csv
silent
cmp -s table.csv file.csv || fail "the table in the file is another"
grep -q '"ball_limit_deg": -5' file.csv.columns.json || fail "the sidecar lacks the settings"
grep -q '"toe_clearance_m"' file.csv.columns.json || fail "the sidecar lacks the columns"
expect "a table where its sidecar would be" 2 "$backstep" analyze "$good" --csv a.csv --summary-json a.csv.columns.json
refused "two results cannot both go to a.csv.columns.json"
cp "$good" own.gait
expect "a table onto the walk itself" 2 "$backstep" analyze own.gait --csv ./own.gait
refused "nothing is written onto it"
cmp -s own.gait "$good" || fail "the walk was written onto"
expect "one file by two names" 2 "$backstep" analyze "$good" --csv b.csv --json ./b.csv
refused "two results cannot both go to ./b.csv"
expect "several walks into a file that is no table" 2 "$backstep" analyze "$good" own.gait --csv week.txt
refused "or one table that ends in .csv"
expect "what the columns mean" 0 "$backstep" columns
says "strike_angle_deg          deg"
says "hesitant"
for column in $(head -n 1 table.csv | tr , ' '); do
  grep -q "^$column " stdout || fail "columns does not tell $column"
done
expect "the same for programs" 0 "$backstep" columns --json
says '"unit": "deg/s"'
expect "JSON rows" 0 "$backstep" analyze "$good" --json -
[ "$(wc -l < stdout)" = "$(($(wc -l < table.csv) - 1))" ] || fail "not one JSON row for each row of the table"
tail -n +2 table.csv | sort -t, -k9,9g -c || fail "rows are not in the order of t_ff_s"

if [ -c /dev/full ]; then
  tried="a full disk"
  "$backstep" analyze "$good" > /dev/full 2> stderr && fail "a summary that could not be written counts as done"
  tells "stdout: cannot be written"
fi

expect "a summary for programs" 0 "$backstep" analyze "$good" --summary-json normal.json
expect "it is a baseline" 0 "$backstep" analyze "$good" --baseline normal.json
expect "no baseline" 1 "$backstep" analyze "$good" --baseline "$source_dir/README.md"
refused "expected a backstep-summary-2 file"
sed s/backstep-summary-2/backstep-summary-1/ normal.json > old.json
expect "a baseline of the format before" 0 "$backstep" analyze "$good" --baseline old.json
expect "overstriding becomes known" 0 "$backstep" analyze "$source_dir/data/backward-overstriding.gait" --leg-length-m 0.85
says "! Overstriding walking backward"
says "an expert's limits"
expect "overstriding that was not judged" 0 "$backstep" analyze "$source_dir/data/backward-overstriding.gait"
says "Not known: overstriding"
grep -q "No overstriding" stdout && fail "not judged is told as none"

expect "several walks to read" 0 "$backstep" analyze "$good" "$source_dir/data/backward-heel-first.gait"
says "backward-good.gait"
says "backward-heel-first.gait"
slow=$source_dir/data/backward-slow.gait
expect "several walks into one table" 0 "$backstep" analyze "$good" "$slow" --csv all.csv
[ "$(head -c 10 all.csv)" = "file,foot," ] || fail "the walk's name is no column"
[ "$(grep -c "^$good," all.csv)" = "$(($(wc -l < table.csv) - 1))" ] || fail "not every row of the first walk is there"
grep "^$good," all.csv | cut -d, -f2- | cmp -s - <(tail -n +2 table.csv) || fail "its rows are others in the table of both"
grep -q "backward-slow" all.csv.columns.json || fail "the sidecar does not name both walks"
expect "on stdout" 0 "$backstep" analyze "$good" "$slow" --csv - --quiet
cmp -s stdout all.csv || fail "the table on stdout is another"
[ ! -s stderr ] || fail "--quiet says something"
expect "one of several cannot be read" 1 "$backstep" analyze "$good" nothing.gait --csv half.csv
tells "the table of all walks is not written"
[ ! -e half.csv ] && [ ! -e half.csv.columns.json ] || fail "half of a table looks whole"
mkdir -p other && cp "$good" other/
expect "two walks of one name into one table" 0 "$backstep" analyze "$good" other/backward-good.gait --csv same.csv
expect "and into a folder" 2 "$backstep" analyze "$good" other/backward-good.gait --csv same
refused "two walks are called backward-good"
expect "summaries of several on stdout" 2 "$backstep" analyze "$good" "$slow" --summary-json -
refused "Name a folder"
expect "several walks into a folder" 0 "$backstep" analyze "$good" "$source_dir/data/backward-slow.gait" --csv tables
[ -s tables/backward-good-strides.csv ] && [ -s tables/backward-slow-strides.csv ] || fail "a table is missing"
cmp -s table.csv tables/backward-good-strides.csv || fail "the table in the folder is another"

expect "no walk" 2 "$backstep" analyze
refused "no walk is named"
expect "a CSV without a foot" 2 "$backstep" analyze walk.csv
refused "--left walk.csv"
expect "a missing file" 1 "$backstep" analyze nothing.gait
refused "nothing.gait"
expect "an axis that is none" 2 "$backstep" analyze "$good" --left-toes=up
refused "--left-toes=up"
expect "an unknown option" 2 "$backstep" analyze "$good" --fast
expect "a belt on no treadmill" 2 "$backstep" analyze "$good" --surface overground --belt-speed-mps 0.5
refused "a belt's speed was said of a walk overground"
expect "a belt that runs at another speed" 0 "$backstep" analyze "$good" --belt-speed-mps 1.0
says "from the belt's"
printf '[contact]\nball = 3\n' > settings.toml
expect "an unknown setting" 1 "$backstep" analyze "$good" --config settings.toml --csv -
refused "settings.toml, line 2: unknown key contact.ball"
expect "a table in no folder" 1 "$backstep" analyze "$good" --csv none/table.csv
refused "none/table.csv"
expect "no samples in the span" 1 "$backstep" analyze "$good" --from 5000 --to 6000
tells "--from and --to choose a part"
expect "part of the walk" 0 "$backstep" analyze "$good" --from 5 --to 15 --csv -
[ "$(wc -l < stdout)" -lt "$(wc -l < table.csv)" ] || fail "a part has as many rows as the whole"

expect "standing only: a table without rows" 0 "$backstep" analyze "$good" --to 1.5 --csv -
[ "$(wc -l < stdout)" = 1 ] || fail "the table should be its header"
tells "no strides of the left foot"
head -c 30000 "$good" > cut.gait
expect "a truncated recording" 3 "$backstep" analyze cut.gait --csv -
tells "cut.gait"

expect "a backward walk does not calibrate a declared axis" 1 "$backstep" calibrate "$good" --left-toes=+x -o shoes.json
tells "points to the heel"
[ ! -e shoes.json ] || fail "a calibration was written all the same"
finish
