# same_samples.awk [MADE=n | AT_LEAST=n] [RESTARTS=1] SOURCE.csv RECORDED.csv: the recorded samples are the source's, none
# missing, none twice, from wherever the recording began; times apart, since those are the shoe's own clock. MADE: as many as
# the shoe has made, to the one. RESTARTS: so often some may be missing between; 60 of MADE at most, which the shoe had not
# sent yet. What follows the source's end is counted, not compared.
BEGIN { FS = "," }
FNR == 1 { file++; next }
{ row = substr($0, length($1) + 2) }
file == 1 { source[sources] = row; place[row] = sources++; next }
{
  if (!seen) first = row in place ? place[row] : -1
  seen++
  if (first < 0) { print "the first sample is not one of the source"; exit }
  if (first + seen > sources) next
  if (source[first + seen - 1] != row && RESTARTS > 0 && row in place && place[row] > first + seen - 1) {
    missing = place[row] - (first + seen - 1)
    print missing " samples of the source are not there, from sample " first + seen " on"
    first += missing
    RESTARTS--
  }
  if (source[first + seen - 1] != row) {
    print "sample " seen " (" $1 " s) is not sample " first + seen " of the source" (row in place ? " but sample " place[row] + 1 : "")
    wrong = 1
    exit
  }
  same++
}
END {
  print same " samples are those of the source, from sample " first + 1 " on; " seen " in all" (MADE ? ", the shoe has made " MADE : "")
  exit wrong || same < AT_LEAST || (MADE && (seen > MADE || seen < MADE - (missing ? 60 : 0)))
}
