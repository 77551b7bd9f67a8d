#!/usr/bin/env bash
# words.sh BACKSTEP BACKSTEP-SHOE FOLDER: man pages and completions for bash, zsh and fish, from what the programs' --help says.
set -euo pipefail
backstep=$1 shoe=$2 out=$3
mkdir -p "$out"
cd "$out"

# Lines of "command|option TAB long TAB short TAB value? TAB words" of a help text.
table() {
  awk -v OFS='\t' '
    function put() { if (name) print kind, name, short, value, words; name = "" }
    /^[A-Z][a-z]+:$/ { put(); part = $1; next }
    substr($0, 1, 30) ~ /^ +$/ && name { sub(/^ +/, ""); words = words (words ? " " : "") $0; next }
    { put() }
    part == "Subcommands:" && /^  [a-z]/ { kind = "command"; name = $1; short = value = ""; sub(/^  [^ ]+ */, ""); words = $0 }
    part == "Options:" && /^  -/ {
      kind = "option"; name = $1; short = ""
      if (name ~ /,/) { short = name; sub(/,.*/, "", short); sub(/.*,/, "", name) }
      line = substr($0, 3); sub(/^[^ ]+/, "", line)
      words = ""
      if (match(line, /  +/)) { words = substr(line, RSTART + RLENGTH); line = substr(line, 1, RSTART - 1) }
      value = line ~ /[^ ]/ ? "value" : "none"
    }
    END { put() }'
}

commands_of() { "$backstep" "$@" --help | table | awk -F'\t' '$1 == "command" { print $2 }'; }
words_of() { "$backstep" "$@" --help | table | awk -F'\t' -v ORS=' ' '{ print $2; if ($3) print $3 }' | sed 's/ $//'; }

# Every command, "devices list" after "devices".
mapfile -t commands < <(for command in $(commands_of); do
  echo "$command"
  for below in $(commands_of "$command"); do echo "$command $below"; done
done)

roff() { sed 's/\\/\\e/g; s/-/\\-/g; s/^[.'\'']/\\\&&/'; }
part() { printf '.SH %s\n' "$1"; }
as_is() { echo .nf; roff; echo .fi; }
page() {  # page NAME PROGRAM: the head of a page
  "$2" --help | sed -n 1p | roff >"$1.first"
  printf '.TH %s 1 "" "%s" "User Commands"\n' "${1^^}" "$("$2" --version)"
  part NAME; printf '%s \\- ' "$(roff <<<"$1")"; sed 's/^Backstep //; s/\.$//' "$1.first"
}
{
  page backstep "$backstep"
  part SYNOPSIS; echo '.B backstep'; echo '\fICOMMAND\fR [\fIOPTIONS\fR] [\fIFILE\fR...]'
  part DESCRIPTION; cat backstep.first
  "$backstep" --help | tail -n 1 | roff
  part COMMANDS
  for command in "${commands[@]}"; do
    printf '.SS "backstep %s"\n' "$(roff <<<"$command")"
    # shellcheck disable=SC2086  # a command below another is two words
    "$backstep" $command --help | sed '/^  -h,--help/d' | as_is
  done
  part EXAMPLES; "$backstep" --help | sed -n '/^Examples:/,$p' | sed -n 's/^  //p' |
    sed 's# data/# /usr/share/backstep/data/#' | as_is
  part "EXIT STATUS"; as_is <<'TEXT'
0  done, also when a good file holds no strides
1  failed, no table
2  wrong use
3  done with loss: a damaged recording, or a sensor that contradicts itself
TEXT
} >backstep.1
{
  page backstep-shoe "$shoe"
  part SYNOPSIS; echo '.B backstep\-shoe'; echo '[\fIOPTIONS\fR] \-\-state \fIFOLDER\fR'
  part DESCRIPTION; cat backstep-shoe.first
  part OPTIONS; "$shoe" --help | sed '1,/^Options:/d' | as_is
  part EXAMPLES; as_is <<<'backstep-shoe --side left --adapter hci0 --state shoes'
  part "EXIT STATUS"; as_is <<<'0  done
1  failed
2  wrong use'
} >backstep-shoe.1

{
  echo '_backstep() {'
  echo '  local words= current=${COMP_WORDS[COMP_CWORD]}'
  echo '  local before=("${COMP_WORDS[@]:1:COMP_CWORD-1}")'
  echo '  case "${before[0]-} ${before[1]-}" in'
  for command in "${commands[@]}"; do
    # shellcheck disable=SC2086
    [[ $command != *" "* ]] || printf '    "%s") words="%s" ;;\n' "$command" "$(words_of $command)"
  done
  for command in "${commands[@]}"; do
    [[ $command = *" "* ]] || printf '    "%s "*) words="%s" ;;\n' "$command" "$(words_of "$command")"
  done
  printf '    " ") words="%s" ;;\n' "$(words_of)"
  echo '  esac'
  echo '  # Options only after a dash: otherwise files.'
  echo '  [[ $current = -* ]] || words=$(printf "%s\n" $words | grep -v "^-")'
  echo '  COMPREPLY=($(compgen -W "$words" -- "$current"))'
  echo '}'
  echo 'complete -o default -F _backstep backstep'
} >backstep.bash

# The same for zsh, which understands bash's.
{
  echo '#compdef backstep'
  echo 'autoload -U +X bashcompinit && bashcompinit'
  cat backstep.bash
} >backstep.zsh

for command in "" "${commands[@]}"; do
  # shellcheck disable=SC2086
  "$backstep" $command --help | table | awk -F'\t' -v command="$command" '
    function quoted(text) { gsub(/\\/, "&&", text); gsub(/\047/, "\\\047", text); return "\047" text "\047" }
    BEGIN {
      n = split(command, c, " ")
      when = n == 0 ? "__fish_use_subcommand" : "__fish_seen_subcommand_from " c[1]
      if (n == 2) when = when "; and __fish_seen_subcommand_from " c[2]
    }
    {
      what = $1 == "command" ? " -f -a " $2 : " -l " substr($2, 3) ($3 ? " -s " substr($3, 2) : "") ($4 == "value" ? " -r" : "")
      print "complete -c backstep -n " quoted(when) what " -d " quoted($5)
    }'
done >backstep.fish

rm -f ./*.first
gzip -9nf backstep.1 backstep-shoe.1
