#!/usr/bin/env bash
# The suite once against the newest Wagtail that pyproject.toml allows, in an environment that is thrown away.
set -euo pipefail
cd "$(dirname "$0")/.."
place=$(mktemp -d)
trap 'rm -rf "$place"' EXIT
python3 -m venv "$place/venv"
.venv/bin/uv pip sync --quiet --no-config --python "$place/venv/bin/python" --require-hashes requirements/dev.lock
.venv/bin/uv pip install --quiet --no-config --python "$place/venv/bin/python" --upgrade 'wagtail<9'
"$place/venv/bin/python" -c 'import wagtail; print("Wagtail", wagtail.__version__)'
PORTAL_DATA=$place/data "$place/venv/bin/python" -m pytest -n 2 -m "not journey and not elasticsearch"
