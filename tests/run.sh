#!/usr/bin/env bash
# Every test: the checks, the whole suite on the embedded database and on PostgreSQL, and the journeys in a browser.
# What this machine can't give is skipped and named last; ALLOW_SKIPS=0 makes a skip a failure.
set -uo pipefail
cd "$(dirname "$0")/.."
export ALLOW_SKIPS=${ALLOW_SKIPS:-1} PYTHONDONTWRITEBYTECODE=1
unset DATABASE_URL PORTAL_DATA PORTAL_KEYS PORTAL_DEBUG PORTAL_HOSTS PORTAL_PROXIES EMAIL_HOST
started=$SECONDS
run=$(mktemp -d /tmp/portal-run-XXXXXX)
skipped=() failed=() rounds=()

stop_services() {
    tests/services/postgres.sh stop "$run"
    tests/services/elasticsearch.sh stop "$run"
    sleep 1
    rm -rf "$run"
}
trap stop_services EXIT
trap 'exit 130' INT TERM

service() { # name, arguments…: takes over the variables that the script prints; false when it can't be had
    local name=$1 lines
    shift
    if lines=$("tests/services/$name.sh" "$@"); then eval "$lines"; else skipped+=("$name"); return 1; fi
}

round() { # name, then pytest's arguments
    local name=$1 code=0
    shift
    echo "== $name"
    PORTAL_DATA=$(mktemp -d "$run/data-XXXXXX") .venv/bin/python -m pytest -rs --junit-xml "$run/$name.xml" "$@" || code=$?
    rounds+=("$run/$name.xml")
    [ "$code" = 0 ] || failed+=("$name")
}

echo "== checks"
tests/check.sh || failed+=(checks)
service elasticsearch start "$run"
without_browser="not journey"
[ -n "${ELASTICSEARCH_URL:-}" ] || without_browser="not journey and not elasticsearch"
service verapdf start "$run"
[ -n "${VERAPDF:-}" ] || without_browser="$without_browser and not verapdf"
round embedded -n 2 -m "$without_browser"
# What is printed does not depend on the database.
without_browser="${without_browser% and not verapdf} and not verapdf"
unset VERAPDF
if service postgres start "$run"; then
    round postgres -n 2 -m "$without_browser"
    unset DATABASE_URL
fi
if service chromium; then round journeys -m journey; fi

echo "== $((SECONDS - started)) seconds"
.venv/bin/python -m tests.total "${rounds[@]}"
if [ ${#skipped[@]} -gt 0 ]; then
    printf '\n!!! SKIPPED, because this machine can not give it: %s !!!\n' "${skipped[*]}"
    [ "$ALLOW_SKIPS" = 0 ] && failed+=("skipped: ${skipped[*]}")
fi
if [ ${#failed[@]} -gt 0 ]; then
    printf '\nFAILED: %s\n' "${failed[*]}"
    exit 1
fi
