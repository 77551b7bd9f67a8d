# same_samples.awk AT_LEAST=n SOURCE.csv RECORDED.csv: the recorded samples are the source's, none missing, none twice, from
# wherever the recording began; times apart, since those are the shoe's own clock. What follows the source's end is not judged.
BEGIN { FS = "," }
FNR == 1 { file++; next }
{ row = substr($0, length($1) + 2) }
file == 1 { source[sources] = row; place[row] = sources++; next }
{
  if (!seen) first = row in place ? place[row] : -1
  seen++
  if (first < 0) { print "the first sample is not one of the source"; exit }
  if (first + seen > sources) next
  if (source[first + seen - 1] != row) {
    print "sample " seen " (" $1 " s) is not sample " first + seen " of the source" (row in place ? " but sample " place[row] + 1 : "")
    wrong = 1
    exit
  }
  same++
}
END {
  print same " samples are those of the source, from sample " first + 1 " on"
  exit wrong || same < AT_LEAST
}
