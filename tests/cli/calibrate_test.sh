# calibrate and what is done with its file: what is stored, what is not, and what is refused.
. "$(dirname "$0")/expect.sh"

tried="making walks of which no axis is known"
for preset in forward backward-good; do
  "$backstep" simulate --preset $preset --seed 3 -o $preset.gait > stdout 2> stderr || fail "simulate"
  "$backstep" export $preset.gait --to csv -o $preset > stdout 2> stderr || fail "export"
done

expect "ten steps forward" 0 "$backstep" calibrate --left forward_left.csv --right forward_right.csv -o shoes.json
tells "saved shoes.json"
expect "a backward walk with it" 0 "$backstep" analyze --left backward-good_left.csv --right backward-good_right.csv \
  --calibration shoes.json --csv -
[ "$(grep -c ,backward, stdout)" -ge 30 ] || fail "fewer than 30 backward rows"

expect "steps that look backward" 1 "$backstep" calibrate --left backward-good_left.csv -o wrong.json
refused "in the calibration walk the left foot pitches as one that walks backward"
tells "say --forward"
[ ! -e wrong.json ] || fail "a calibration was written all the same"
expect "that they led forward, insisted on" 0 "$backstep" calibrate --forward --left backward-good_left.csv -o wrong.json
[ -s wrong.json ] || fail "no calibration was written"
expect "to store that one in a shoe" 1 "$backstep" devices calibrate left --from wrong.json
refused "pitches as one that walks backward"

# An axis that is declared the wrong way round: only what the command has is offered.
expect "a recording whose toes are at the heel" 0 "$backstep" import forward_left.csv --left-toes=-x -o turned.gait
expect "to calibrate from it" 1 "$backstep" calibrate turned.gait -o turned.json
tells "or declare the axis with the other sign. The option is --left-toes."
expect "to store that one in a shoe" 1 "$backstep" devices calibrate left --from turned.gait
refused "or declare the axis with the other sign."
if grep -qF -- --left-toes stderr; then fail "an option is offered that the command has not"; fi

# odd "key" "its value": the good calibration with another number in its left foot.
odd() { awk -v key="\"$1\"" -v value="$2" 'index($0, key) && !done { print key ": " value ","; done = 1; skip = /\[$/ ? 5 : 1 }
  skip-- <= 0' shoes.json > odd.json; }
odd ball_m "[0.06, 0, 1e308]"
expect "a ball at the end of the world" 1 "$backstep" analyze forward.gait --calibration odd.json --csv -
refused 'odd.json, left foot, "ball_m": no sensor on a shoe has this, expected 0 to 0.4 m'
odd gyro_bias_radps "[0.02, 0.3, 0.05]"
expect "a bias of 17 degrees a second" 1 "$backstep" analyze forward.gait --calibration odd.json --csv -
refused 'odd.json, left foot, "gyro_bias_radps": no sensor on a shoe has this, expected 0 to 0.26 rad/s'
finish
