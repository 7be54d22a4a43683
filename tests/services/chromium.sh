#!/usr/bin/env bash
# Finds Chromium for the journeys, or installs Debian's by apt. Prints the line `export CHROMIUM=…` on standard output,
# and which browser it is on standard error. It starts nothing itself.
set -euo pipefail
as_root() { if [ "$(id -u)" = 0 ]; then "$@"; else sudo -n "$@"; fi; }
find_browser() { command -v "${CHROMIUM:-chromium}" || command -v chromium-browser || command -v google-chrome || true; }

browser=$(find_browser)
if [ -z "$browser" ]; then
    echo "chromium: not found; installing Debian's package (about a minute)." >&2
    { as_root apt-get update -qq && as_root apt-get install -y -qq chromium; } >&2
    browser=$(find_browser)
fi
[ -n "$browser" ] || { echo "chromium: can't be had on this machine." >&2; exit 1; }
echo "chromium: using $browser, $("$browser" --version --no-sandbox 2>/dev/null | head -n 1)." >&2
echo "export CHROMIUM=$browser"
