# doctor --html: one whole page that needs nothing else, of good and of bad recordings, and never onto what is read.
. "$(dirname "$0")/expect.sh"

cp "$source_dir/data/backward-good.gait" walk.gait
cp walk.gait kept.gait
size=$(stat -c %s walk.gait)

# The page holds what is asked for, is well-formed and small, and loads and runs nothing.
page=page.html
shows() { grep -qF -- "$1" "$page" || fail "$page lacks: $1"; }
sound_page() {
  xmllint --noout --nonet "$page" 2> xml.log || fail "$page is not well-formed: $(head -1 xml.log)"
  [ "$(stat -c %s "$page")" -lt 300000 ] || fail "$page is large"
  ! grep -qiE '<script|<img|<link|@import|url\(["'\'']?[^#]|(href|src)="[^#]' "$page" || fail "$page needs something else"
  shows "Training and research tool, not a medical device."
}

expect "a page of a good recording" 0 "$backstep" doctor walk.gait --html page.html
says "nothing wrong was found"
tells "wrote page.html"
sound_page
shows "Nothing wrong was found"
shows 'href="#ball"'
shows "A closer look"

head -c $((size * 2 / 3)) walk.gait > cut.gait
expect "a page of a damaged recording" 3 "$backstep" doctor cut.gait --html page.html
says "1 finding"
sound_page
shows "cut.gait breaks off at byte $((size * 2 / 3))"
shows "backstep recover cut.gait"

expect "a walk with losses" 0 "$backstep" simulate --loss-pct 10 -o lossy.gait
expect "a page of a recording with losses" 3 "$backstep" doctor lossy.gait --html page.html
sound_page
shows " s lost"
shows "samples lost ("

expect "a walk that only one foot made" 0 "$backstep" export walk.gait --to csv -o only
awk -F, -v OFS=, 'NR > 1 { $2 = 0 } 1' only_left.csv > stuck.csv
expect "one of its axes is dead" 0 "$backstep" import --left stuck.csv -o stuck.gait
expect "a page of an axis that never changes" 3 "$backstep" doctor stuck.gait --html page.html
sound_page
shows "never changes, in the whole recording"

name='<b>R&D "walk"'"'"'s>.gait'
cp walk.gait "$name"
expect "a page of a name that is markup" 0 "$backstep" doctor "$name" --html page.html
sound_page
shows '&lt;b&gt;R&amp;D &quot;walk&quot;&#39;s&gt;.gait'

expect "a page on stdout" 0 "$backstep" doctor walk.gait --html -
cp stdout page.html
sound_page
[ ! -s stderr ] || fail "stderr should be empty"

umask 0027
rm page.html
expect "a page" 0 "$backstep" doctor walk.gait --html page.html
[ "$(stat -c %a page.html)" = 640 ] || fail "a page does not follow the umask"

ln walk.gait hard.html
for name in walk.gait hard.html; do
  expect "a page onto its recording by the name $name" 2 "$backstep" doctor walk.gait --html "$name"
  refused "$name: it is what is read"
done
cp kept.gait other.gait
expect "a page onto another recording" 2 "$backstep" doctor walk.gait --html other.gait
refused "recordings are never overwritten"
cmp -s walk.gait kept.gait || fail "the recording was changed"

expect "a page of two recordings" 2 "$backstep" doctor walk.gait other.gait --html two.html
refused "--html takes one recording at a time"
expect "a page as JSON" 2 "$backstep" doctor walk.gait --json --html two.html
expect "a page of a missing recording" 1 "$backstep" doctor none.gait --html two.html
refused "none.gait: no such file"
[ ! -e two.html ] || fail "there is a page of nothing"
expect "a page in a folder that is not there" 1 "$backstep" doctor walk.gait --html none/page.html
tells "none/page.html"
finish
