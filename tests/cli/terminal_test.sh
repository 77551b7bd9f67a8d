# Text from outside (what a recording's header and marks say, names of files, cells of a table, arguments) reaches the
# terminal as text: nothing in it moves the cursor, changes the title or begins a line. $3 makes such a recording.
. "$(dirname "$0")/expect.sh"
escape=$'\e[31m' title=$'\e]0;mine\a' c1=$'\xc2\x9b2J' override=$'\xe2\x80\xae'
name="walk $escape$title"$'\n'"$c1$override end.gait"
"$3" "$source_dir/data/backward-good.gait" "$name" || exit 1

# The last command wrote text without a character that a terminal obeys.
shown() {
  for file in stdout stderr; do
    iconv -f UTF-8 -t UTF-8 $file > /dev/null 2>&1 || fail "$file is no UTF-8"
    ! LC_ALL=C grep -qP '[\x00-\x08\x0B-\x1F\x7F]|\xC2[\x80-\x9F]|\xE2\x80\xAE' $file || fail "$file holds control characters"
  done
}

# What the name looks like, wherever it is said.
visible='walk \x1b[31m\x1b]0;mine\x07\x0a\u009b2J\u202e end.gait'

expect "info" 0 "$backstep" info "$name"
shown
says "$visible"
says 'serial        \x1b[31mLEFT'
says 'made by       \x1b]0;mine\x07'
says 'origin        over \u009b2J two\x0alines'
says 'mark \x9b \x1b[2J'
expect "doctor" 0 "$backstep" doctor "$name"
shown
says "$visible"
expect "doctor, as a page" 0 "$backstep" doctor "$name" --html -
shown
says "<title>$visible</title>"
expect "analyze" 0 "$backstep" analyze "$name"
shown
says "$visible"
expect "analyze with a table" 0 "$backstep" analyze "$name" --csv rows.csv
shown
expect "export" 0 "$backstep" export "$name" --to csv -o "$name"
shown
expect "import" 0 "$backstep" import --left "${name}_left.csv" --right "${name}_right.csv" -o "again $name"
shown
tells "$visible"
expect "the origin of what was imported" 0 "$backstep" info "again $name"
shown
expect "calibrate, which finds no steps" 1 "$backstep" calibrate "$name" -o "$name.json"
shown

head -c 20000 "$name" > "cut $name"
for command in info doctor recover analyze; do
  expect "$command of a recording cut short" 3 "$backstep" $command "cut $name"
  shown
done
for command in info doctor recover analyze calibrate; do
  output=; [ "$command" = calibrate ] && output="-o shoes.json"
  expect "$command of a missing recording" 1 "$backstep" $command "no $name" $output
  shown
  refused "$visible"
done
printf 'time_s,acc_x,acc_y,acc_z,gyr_x,gyr_y,gyr_z\n0,\e[2J\x9b,0,9.8,0,0,0\n' > "$name.csv"
expect "a cell that is no number" 1 "$backstep" analyze --left "$name.csv"
shown
refused 'found "\x1b[2J\x9b"'
expect "an argument that nobody knows" 2 "$backstep" info "$name" "--$name"
shown
tells "$visible"
expect "a command that nobody knows" 2 "$backstep" "$name"
shown
expect "a value that is none of those known" 2 "$backstep" export "$name" --to "$name" -o x
shown
expect "simulate to a name without an ending" 2 "$backstep" simulate -o "x${name%.gait}"
shown
refused '\x1b[31m'

# Data keep the name itself, quoted as their format has it.
cp "$name" 'a, "b" and c.gait'
expect "one table of two walks" 0 "$backstep" analyze "$name" 'a, "b" and c.gait' --csv both.csv --json both.ndjson
shown
grep -qF '"a, ""b"" and c.gait",' both.csv || fail "the CSV does not quote the name"
grep -qF '"file":"a, \"b\" and c.gait",' both.ndjson || fail "the JSON does not quote the name"
finish
