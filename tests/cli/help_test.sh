# Help, and hints where a command was mistyped or a number has a decimal comma.
. "$(dirname "$0")/expect.sh"
good=$source_dir/data/backward-good.gait

expect "help" 0 "$backstep" help
says "backstep analyze data/backward-good.gait"
"$backstep" --help > whole
cmp -s whole stdout || fail "help is not what --help says"
expect "help of a command" 0 "$backstep" help scan
says "backstep scan --seconds 20"
expect "scan --help" 0 "$backstep" scan --help
grep -q "backstep analyze" stdout && fail "it shows examples of another command"
expect "a mistyped command" 2 "$backstep" analyse "$good"
refused 'there is no command "analyse"; did you mean analyze?'
expect "help of a mistyped command" 2 "$backstep" help docter
refused 'did you mean doctor?'
expect "no command at all" 2 "$backstep" xyzzy
refused 'there is no command "xyzzy". `backstep help` lists them.'
expect "a decimal comma" 2 "$backstep" analyze "$good" --height-m 1,75
silent
tells "Write the number with a point: 1.75"
expect "two tables without feet" 2 "$backstep" analyze l.csv r.csv
refused "--left l.csv --right r.csv, or the other way round"
expect "doctor on several recordings" 1 "$backstep" doctor "$good" none.gait "$source_dir/data/backward-slow.gait"
says "backward-good.gait: nothing wrong"
says "backward-slow.gait: nothing wrong"
tells "none.gait: no such file"
expect "doctor on several, as JSON" 0 "$backstep" doctor --json "$good" "$source_dir/data/backward-slow.gait"
says '"findings": []'
[ "$(grep -c '"file"' stdout)" = 2 ] || fail "not one entry a recording"
[ "$(head -c 1 stdout)" = "[" ] || fail "no list"
finish
