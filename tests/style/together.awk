# Reads the names of sources, writes lines of those that can be compiled as one: at most `most`, in which what one defines
# for itself, in its own unnamed namespace or static, no other calls or has as a type, nor the headers of ours it includes.
# The same other name for the same type (using A = B;) may stand twice.
function define(name) {
  if (name !~ /^[A-Za-z_]/ || name ~ /^(TEST_CASE|if|for|while|switch|static_assert)$/) return
  if (own || line ~ /^(static |inline )*(static|const|constexpr) /) mine = mine " " name
  else shown = shown " " name
}
# What a file calls, and the types that it defines.
function words_of(file,   text, name, found) {
  if (file in known) return known[file]
  while ((getline text < file) > 0) {
    sub(/\/\/.*/, "", text)
    if (match(text, /^(struct|class) [A-Za-z_0-9]+/)) found = found substr(text, RSTART + 5, RLENGTH - 5)
    while (match(text, /(\.|->|std::)?[A-Za-z_0-9]+\(/)) {  # not what a type of its own is asked for
      if (substr(text, RSTART, RLENGTH) ~ /^[A-Za-z_0-9]+\(/) found = found " " substr(text, RSTART, RLENGTH - 1)
      text = substr(text, RSTART + RLENGTH)
    }
  }
  close(file)
  return known[file] = found
}
{
  mine = shown = ""
  split("", alias)
  own = 0
  used = words_of($0)
  while ((getline line < $0) > 0) {
    if (line ~ /^namespace \{/) own = 1
    if (line ~ /^\}  \/\/ namespace$/) own = 0
    if (line ~ /^#include "/) { split(line, quoted, "\""); used = used words_of(quoted[2]) }
    if (line ~ /^#define /) { split(line, words, /[ (]/); mine = mine " " words[2] }
    if (line !~ /^[A-Za-z]/ || line ~ /^(namespace|extern|using namespace|using [A-Za-z_0-9]*::)/) continue
    if (match(line, /^using [A-Za-z_0-9]+ = /)) {
      alias[substr(line, 7, RLENGTH - 9)] = substr(line, RLENGTH)
      continue
    }
    if (match(line, /^(enum class|enum|struct|class) [A-Za-z_0-9]+/)) {  # the name, not what it derives from
      name = substr(line, RSTART, RLENGTH); sub(/.* /, "", name); define(name)
      continue
    }
    several = line ~ /^(static |inline )*(const|constexpr) [^(]*=/  # const int a = 1, b = 2;
    rest = line
    while (match(rest, /[A-Za-z_0-9]+ ?[({=;[]/)) {
      name = substr(rest, RSTART, RLENGTH)
      called = several && name ~ /\($/  # = Real(1), b = ...
      sub(/ ?[^A-Za-z_0-9 ]$/, "", name)
      if (!called && (RSTART < 3 || substr(rest, RSTART - 2, 2) != "::")) define(name)
      if (!several) break
      rest = substr(rest, RSTART + RLENGTH)
    }
  }
  close($0)
  owned = split(mine, own_names, " ")
  count = split(mine shown, names, " ")
  uses = split(used, use_names, " ")
  for (g = 1; g <= groups; ++g) {
    fits = sizes[g] < most
    for (n = 1; fits && n <= count; ++n) fits = !((g, names[n]) in taken) && !((g, names[n]) in aliases)
    for (n = 1; fits && n <= owned; ++n) fits = !((g, own_names[n]) in named)
    for (n = 1; fits && n <= uses; ++n) fits = !((g, use_names[n]) in theirs)
    for (name in alias) {
      if ((g, name) in taken || (g, name) in aliases && aliases[g, name] != alias[name]) fits = 0
    }
    if (fits) break
  }
  if (g > groups) groups = g
  for (n = 1; n <= count; ++n) taken[g, names[n]] = 1
  for (n = 1; n <= owned; ++n) theirs[g, own_names[n]] = 1
  for (name in alias) aliases[g, name] = alias[name]
  for (n = 1; n <= uses; ++n) named[g, use_names[n]] = 1
  sources[g] = sources[g] (sizes[g]++ ? " " : "") $0
}
END { for (g = 1; g <= groups; ++g) print sources[g] }
