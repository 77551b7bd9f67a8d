# What is written where: nothing is lost, mixed or left behind, whatever the names.
. "$(dirname "$0")/expect.sh"

walk=walk.gait
cp "$source_dir/data/backward-good.gait" "$walk"
cp "$source_dir/data/mixed-with-turns.gait" other.gait
untouched() { cmp -s "$1" "$2" || fail "$2 was written onto"; }

expect "a table onto another recording" 2 "$backstep" analyze "$walk" --csv other.gait
refused "other.gait: it is a recording, and recordings are never overwritten"
cp other.gait renamed.bin
expect "a summary onto a recording of another name" 2 "$backstep" analyze "$walk" --summary-json renamed.bin
refused "renamed.bin: it is a recording"
ln "$walk" hard.csv
ln -s "$walk" soft.csv
for name in hard.csv soft.csv; do
  expect "a table onto the walk by the name $name" 2 "$backstep" analyze "$walk" --csv "$name"
  refused "$name: it is what is read"
done
expect "a calibration onto its walk" 2 "$backstep" calibrate "$walk" -o "$walk"
refused "is what is read"
mkdir results
expect "a baseline" 0 "$backstep" analyze "$walk" --summary-json results/walk-summary.json
cp results/walk-summary.json before.json
expect "summaries of several walks onto the baseline they are compared with" 2 \
  "$backstep" analyze "$walk" other.gait --summary-json results --baseline results/walk-summary.json
refused "is what is read"
untouched before.json results/walk-summary.json
untouched "$source_dir/data/backward-good.gait" "$walk"
untouched "$source_dir/data/mixed-with-turns.gait" other.gait

expect "samples" 0 "$backstep" export "$walk" --to csv -o e
cp e_left.csv l.csv
expect "a table onto its CSV" 2 "$backstep" analyze --left e_left.csv --left-toes=+x --csv e_left.csv
refused "is what is read"
expect "audio whose sidecar is the walk" 0 cp l.csv a_left.wav.json
expect "audio whose sidecar is the walk" 2 "$backstep" export --left a_left.wav.json --to wav -o a
refused "is what is read"
untouched l.csv e_left.csv

# Two writers of one name: both are done, and what stands is one of the two, whole.
expect "one table" 0 "$backstep" analyze "$walk" --trajectory a.csv
expect "the other" 0 "$backstep" analyze other.gait --trajectory b.csv
for _ in 1 2 3; do
  tried="two writers of one name"
  "$backstep" analyze "$walk" --trajectory t.csv > stdout 2> stderr & first=$!
  "$backstep" analyze other.gait --trajectory t.csv > /dev/null 2>&1 || fail "the second failed"
  wait "$first" || fail "the first failed"
  cmp -s t.csv a.csv || cmp -s t.csv b.csv || fail "the table is of neither"
done

# A file that has the name of an earlier version's half-written one is the user's.
echo mine > x.csv.partial
expect "a table beside a user's file" 0 "$backstep" analyze "$walk" --csv x.csv
[ "$(cat x.csv.partial)" = mine ] || fail "the user's file is gone"
rm x.csv.partial

umask 0027
expect "a table" 0 "$backstep" analyze "$walk" --csv mode.csv
[ "$(stat -c %a mode.csv)" = 640 ] || fail "a table does not follow the umask"
expect "a recording" 0 "$backstep" simulate -q --preset forward --strides 4 -o made.gait
[ "$(stat -c %a made.gait)" = 600 ] || fail "a recording can be read by others"
expect "a recording onto itself" 1 "$backstep" simulate -q --preset forward --strides 4 -o made.gait
refused "made.gait: it already exists, and recordings are never overwritten"

# Killed at any moment, nothing half is left.
for delay in 0.02 0.1 0.3; do
  timeout -s KILL "$delay" "$backstep" simulate -q --seconds 900 -o killed.gait
  timeout -s INT "$delay" "$backstep" analyze "$walk" --trajectory killed.csv > /dev/null 2>&1
done 2> /dev/null
tried="killed in the middle"
[ ! -e killed.gait ] || fail "a recording that is not whole has its name"
[ ! -e killed.csv ] || cmp -s killed.csv a.csv || fail "a table that is not whole has its name"
[ -z "$(ls ./*.partial 2>/dev/null)" ] || fail "a partial file was left: $(ls ./*.partial)"

# A pipe and /dev/stdout are written in place.
mkfifo pipe
cat pipe > from-pipe.csv & reader=$!
expect "a table into a pipe" 0 "$backstep" analyze "$walk" --csv pipe
wait "$reader"
cmp -s from-pipe.csv mode.csv || fail "the pipe got another table"
[ -p pipe ] || fail "the pipe was replaced"
tried="/dev/stdout that is a file"
echo before > redirected.txt
"$backstep" analyze "$walk" --csv /dev/stdout >> redirected.txt 2> stderr || fail "exit code"
[ "$(head -n 1 redirected.txt)" = before ] || fail "what stood in the file is gone"
[ "$(wc -l < redirected.txt)" = "$(($(wc -l < mode.csv) + 1))" ] || fail "the table is not behind it"
[ -L /dev/stdout ] || fail "/dev/stdout was replaced"
expect "stdout that is the walk itself" 2 sh -c "\"$backstep\" analyze --left e_left.csv --left-toes=+x --csv - >> e_left.csv"
untouched l.csv e_left.csv
finish
