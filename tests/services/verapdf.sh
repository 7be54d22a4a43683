#!/usr/bin/env bash
# veraPDF, the PDF Association's reference validator, for tests of what the portal prints: verapdf.sh start FOLDER
#
# What worked: `org.verapdf:validation-model` on Maven Central is the validator itself (its own parser, 9 MB with all it
# needs) and carries the profile of PDF/UA-1; veraPDF's installer and its command line are not there, so 40 lines of Java
# beside this script ask it. Nothing is left running: the tests start the program when the first PDF is printed, and it
# checks one after the other (a second for the first, then some tens of milliseconds; a binder of 200 pages 5 s).
# Needs a JDK and Maven; both are Debian packages and are installed when missing. The jars are kept in Maven's own cache.
# `start` prints `export VERAPDF=…`, the command; one that already stands in that variable is used.
set -euo pipefail
[ "${1:?start}" = start ] || exit 0
folder=${2:?the run\'s temporary folder}/verapdf
source=$(cd "$(dirname "$0")/verapdf" && pwd)

as_root() { if [ "$(id -u)" = 0 ]; then "$@"; else sudo -n "$@"; fi; }

if [ -n "${VERAPDF:-}" ]; then
    echo "verapdf: using $VERAPDF." >&2
    exit 0
fi
missing=()
command -v javac >/dev/null || missing+=(default-jdk-headless)
command -v mvn >/dev/null || missing+=(maven)
if [ ${#missing[@]} -gt 0 ]; then
    echo "verapdf: installing ${missing[*]}." >&2
    { as_root apt-get update -qq && as_root apt-get install -y -qq "${missing[@]}"; } >&2
fi

mkdir -p "$folder/classes"
timeout 600 mvn -q -B -f "$source/pom.xml" dependency:copy-dependencies -DincludeScope=runtime \
    -DoutputDirectory="$folder/jars" >"$folder/maven.log" 2>&1 || {
    echo "verapdf: Maven could not fetch it:" >&2; tail -n 3 "$folder/maven.log" >&2; exit 1; }
javac -cp "$folder/jars/*" -d "$folder/classes" "$source/VeraPdf.java" >&2
echo "verapdf: ready with $(java -version 2>&1 | head -n 1)." >&2
echo "export VERAPDF='java -cp $folder/classes:$folder/jars/* VeraPdf'"
