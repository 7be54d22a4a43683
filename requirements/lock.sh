#!/bin/sh
# Makes the three lock files anew: run (what an installation needs), scale (plus PostgreSQL, Elasticsearch and granian), dev (plus all that tests).
set -eu
cd "$(dirname "$0")/.."
compile() {
    .venv/bin/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header --no-annotate \
        --constraint requirements/constraints.txt "$@" pyproject.toml
}
compile --output-file requirements/run.lock
compile --constraint requirements/run.lock --extra postgres --extra elasticsearch --extra scale --output-file requirements/scale.lock
compile --constraint requirements/scale.lock --extra postgres --extra elasticsearch --extra scale --group dev --output-file requirements/dev.lock
