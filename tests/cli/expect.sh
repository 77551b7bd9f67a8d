# Sourced by the tests of the commands: expect "what is tried" CODE command...; then says/tells/silent look at what it
# wrote. Each test runs in a directory of its own that goes away.
set -u
backstep=$1
source_dir=$2
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
failures=0

fail() {
  echo "FAILED: $tried: $1" >&2
  echo "--- stdout"; head -c 2000 stdout
  echo "--- stderr"; head -c 2000 stderr
  failures=$((failures + 1))
}

# expect "what is tried" CODE COMMAND...: runs it and compares the exit code.
expect() {
  tried=$1
  local code=$2 found=0
  shift 2
  "$@" > stdout 2> stderr < /dev/null || found=$?
  [ "$found" = "$code" ] || fail "exit code $found, expected $code"
}

says() { grep -qF -- "$1" stdout || fail "stdout lacks: $1"; }
tells() { grep -qF -- "$1" stderr || fail "stderr lacks: $1"; }
silent() { [ ! -s stdout ] || fail "stdout should be empty"; }

# One sentence on stderr, nothing on stdout.
refused() {
  silent
  tells "backstep: "
  tells "$1"
  [ "$(wc -l < stderr)" = 1 ] || fail "stderr should be one line"
}

finish() { [ "$failures" = 0 ] && echo "all as expected"; exit "$failures"; }
