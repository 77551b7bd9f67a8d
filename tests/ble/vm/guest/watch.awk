# awk -f watch.awk [WHOLE=1] walked.csv watch.log: what bluetoothctl was told as RSC Measurement agrees with the stride
# table, and the distance with the speed; WHOLE: with that of the table. Bytes as in the standard's table: flags, speed in
# 1/256 m/s, contacts of one foot a minute, stride in cm, distance in dm.
function byte(i) { return index("0123456789abcdef", substr($i, 1, 1)) * 16 + index("0123456789abcdef", substr($i, 2, 1)) - 17 }
function two(i) { return byte(i) + 256 * byte(i + 1) }
function near(a, b, share) { return a > b * (1 - share) && a < b * (1 + share) }
BEGIN { FS = "," }
FNR == 1 && FILENAME ~ /csv$/ { for (i = 1; i <= NF; i++) column[$i] = i; next }
FILENAME ~ /csv$/ {
  walked_m += $column["stride_length_m"]
  if ($column["speed_mps"] != "" && ++strides > 3) {
    if (least == "" || $column["speed_mps"] < least) least = $column["speed_mps"]
    if ($column["speed_mps"] > most) most = $column["speed_mps"]
    time_s += $column["stride_time_s"]
    timed++
  }
  next
}
{
  sub(/.*\r/, "")
  FS = " "
  $0 = $0
}
/^  ([0-9a-f][0-9a-f] )+/ && $10 ~ /^[0-9a-f][0-9a-f]$/ {
  shown++
  speed = two(2) / 256
  if (byte(1) != 3) wrong = "flags " $1
  if (speed > 0 && (speed < least * 0.9 || speed > most * 1.1)) wrong = "speed " speed
  if (speed > 0 && !near(byte(4), 60 * timed / time_s, 0.1)) wrong = "cadence " byte(4)
  distance = two(7) / 10
  walking += speed > 0
  if (shown == 1) begun = distance
  else moved += speed
}
END {
  if (walking < 10) wrong = "only " walking + 0 " measurements of walking"
  if (!near(distance - begun, moved, 0.1)) wrong = "distance " distance - begun " m instead of " moved
  if (WHOLE && !near(distance, walked_m, 0.1)) wrong = "distance " distance " m instead of " walked_m
  print shown + 0, "measurements,", walking + 0, "of walking;", distance, "m,", begun, "and", moved, "m by the speed;",
    walked_m, "m in the table", wrong
  exit wrong != ""
}
