#!/usr/bin/env bash
# Makes .venv/ hold exactly what a lock file says: requirements/install.sh run|scale|dev. Does nothing when it already does.
# Every package is checked against the hashes in the lock. uv (itself checked the same way) is used when it can be had,
# because it is about ten times as quick as pip.
set -euo pipefail
cd "$(dirname "$0")/.."
set_name=${1:?which lock: run, scale or dev}
lock=requirements/$set_name.lock
stamp=.venv/installed
digest() { sha256sum "$1" | cut -d ' ' -f 1; }

installed() { # dev holds all of scale, and scale all of run
    [ -x .venv/bin/python ] && [ -f "$stamp" ] && grep -qx "$set_name $(digest "$lock")" "$stamp"
}

as_root() {
    if [ "$(id -u)" = 0 ]; then "$@"; else sudo -n "$@"; fi
}

check_python() {
    command -v python3 >/dev/null || { echo "Python 3.11 or newer is needed. On Debian: apt install python3 python3-venv" >&2; exit 1; }
    python3 -c 'import sys; sys.exit(sys.version_info < (3, 11))' || {
        echo "$(python3 --version) is too old: Python 3.11 or newer is needed (Debian 12 and 13 have it)." >&2; exit 1; }
    python3 -c 'import ensurepip, venv' 2>/dev/null && return
    echo "Python's venv module is missing; installing Debian's python3-venv." >&2
    { as_root apt-get update -qq && as_root apt-get install -y -qq python3-venv; } >&2 || {
        echo "It could not be installed. Run as root: apt install python3-venv" >&2; exit 1; }
}

uv_into() { # uv's own lines of dev.lock, with their hashes
    awk '/^uv==/ {on = 1} on {print} on && !/\\$/ {exit}' requirements/dev.lock >"$1/uv.txt"
    .venv/bin/python -m pip install --quiet --disable-pip-version-check --no-deps --require-hashes \
        --target "$1/uv" --requirement "$1/uv.txt" >&2
}

sync_by() {
    "$1" pip sync --quiet --no-config --python .venv/bin/python --require-hashes "$lock"
}

install() {
    if [ -x .venv/bin/uv ] && sync_by .venv/bin/uv; then return; fi
    temporary=$(mktemp -d)
    trap 'rm -rf "$temporary"' EXIT
    if uv_into "$temporary" 2>"$temporary/why" && sync_by "$temporary/uv/bin/uv"; then return; fi
    echo "uv can't be used here; pip does it instead, more slowly." >&2
    .venv/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes --requirement "$lock"
}

installed && exit 0
check_python
if [ ! -x .venv/bin/uv ] && ! .venv/bin/python -c 'import pip' 2>/dev/null; then
    rm -rf .venv
    python3 -m venv .venv
fi
rm -f "$stamp"
echo "Installing $lock into .venv (once for each lock)."
install
.venv/bin/python -m compileall -q -j 0 .venv/lib portal methods courses forms caseload supervision search || true
for name in run scale dev; do
    echo "$name $(digest requirements/$name.lock)" >>"$stamp"
    if [ "$name" = "$set_name" ]; then break; fi
done
