#!/usr/bin/env bash
# Finds wrk, a load generator in C, for `make bench`, or installs Debian's by apt. Prints the line `export WRK=…` on standard
# output, and which one it is on standard error. It starts nothing itself.
set -euo pipefail
as_root() { if [ "$(id -u)" = 0 ]; then "$@"; else sudo -n "$@"; fi; }
find_wrk() { command -v "${WRK:-wrk}" || true; }

program=$(find_wrk)
if [ -z "$program" ]; then
    echo "wrk: not found; installing Debian's package." >&2
    { as_root apt-get update -qq && as_root apt-get install -y -qq wrk; } >&2
    program=$(find_wrk)
fi
[ -n "$program" ] || { echo "wrk: can't be had on this machine." >&2; exit 1; }
echo "wrk: using $program, $("$program" -v 2>&1 | head -n 1 | cut -d ' ' -f 1-3)." >&2
echo "export WRK=$program"
