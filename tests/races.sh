#!/usr/bin/env bash
# The races for places and messages at full size (50 rounds; 2,000 runs of the machine that registers, cancels and moves),
# on the embedded database and on PostgreSQL. `make soak` runs it; RACE_ROUNDS and MACHINE_RUNS make it shorter.
set -euo pipefail
cd "$(dirname "$0")/.."
export RACE_ROUNDS=${RACE_ROUNDS:-50} MACHINE_RUNS=${MACHINE_RUNS:-2000} MACHINE_STEPS=${MACHINE_STEPS:-50}
unset DATABASE_URL PORTAL_DATA
run=$(mktemp -d /tmp/portal-run-XXXXXX)
trap 'tests/services/postgres.sh stop "$run"; rm -rf "$run"' EXIT
races=(tests/courses/test_race.py tests/courses/test_several_limits.py tests/courses/test_machine.py tests/portal/test_post.py)

echo "== embedded"
PORTAL_DATA="$run/embedded" .venv/bin/python -m pytest "${races[@]}"
echo "== postgres"
eval "$(tests/services/postgres.sh start "$run")"
PORTAL_DATA="$run/postgres" .venv/bin/python -m pytest "${races[@]}"
