# clocks_apart.awk: how far the two feet's session times are from one another, ms: p50 p95 max. Each foot's file has a line
# "start SECONDS FIRST" (this computer's clock at the shoe's sample 0, and which one the recording begins with) and then its
# exported samples; both shoes sample at 208 Hz of this computer's clock, whatever their own says.
BEGIN { FS = "," }
/^start/ { foot++; split($0, words, " "); start[foot] = words[2] + (words[3] - 1) / 208; next }
/^time/ { row = 0; next }
{ off[foot, row] = $1 - start[foot] - row / 208; rows[foot] = ++row }
END {
  n = rows[1] < rows[2] ? rows[1] : rows[2]
  for (i = 0; i < n; i += 20) {
    ms = 1000 * (off[1, i] - off[2, i])
    apart[m++] = ms < 0 ? -ms : ms
  }
  for (i = 1; i < m; i++) {  # busybox awk sorts nothing by itself
    v = apart[i]
    for (j = i - 1; j >= 0 && apart[j] > v; j--) apart[j + 1] = apart[j]
    apart[j + 1] = v
  }
  p95 = apart[int(0.95 * (m - 1))]
  printf "feet apart: p50 %.2f ms, p95 %.2f ms, max %.2f ms over %d samples\n", apart[int(0.5 * (m - 1))], p95, apart[m - 1], n
  exit p95 > 5 || m < 100
}
