#!/usr/bin/env bash
# One tool for each kind of fault; all run, and the names of those that found something come last.
set -uo pipefail
cd "$(dirname "$0")/.."
bin=.venv/bin
data=$(mktemp -d)
trap 'rm -rf "$data"' EXIT
export PORTAL_DATA=$data PORTAL_DEMO=1
faults=()
check() { # name, command…
    local name=$1 output
    shift
    if output=$("$@" 2>&1); then echo "check: $name ok"; else echo "$output"; faults+=("$name"); fi
}

check format "$bin/ruff" format --check .
check lint "$bin/ruff" check .
check types "$bin/mypy"
check arrows "$bin/lint-imports"
check templates "$bin/djhtml" --check templates
check migrations "$bin/python" manage.py makemigrations --check --dry-run
check django "$bin/python" manage.py check
check lengths "$bin/python" -m tests.lengths
check scripts bash -n .ci/run requirements/install.sh tests/run.sh tests/races.sh tests/check.sh tests/services/postgres.sh \
    tests/services/chromium.sh tests/services/elasticsearch.sh tests/services/wrk.sh

if [ ${#faults[@]} -gt 0 ]; then
    echo "check: FAULTS in ${faults[*]}"
    exit 1
fi
