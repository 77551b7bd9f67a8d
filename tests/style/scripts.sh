#!/usr/bin/env bash
# scripts.sh ROOT: every shell script is one that bash can read.
set -euo pipefail
cd "$1"
for script in run test .ci/* $(find tests -name '*.sh'); do
  if head -n 1 "$script" | grep -q '^#!.*bash'; then
    bash -n "$script"
  fi
done
