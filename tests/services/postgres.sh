#!/usr/bin/env bash
# A throw-away PostgreSQL for tests: postgres.sh start FOLDER | stop FOLDER
# Finds Debian's PostgreSQL or installs it by apt; makes a cluster in FOLDER, owned by an unprivileged user, on a free
# port of 127.0.0.1. `start` prints the line `export DATABASE_URL=…` on standard output, and what it does on standard error.
set -euo pipefail
command=${1:?start or stop}
folder=${2:?the run\'s temporary folder}/postgres

as_root() { if [ "$(id -u)" = 0 ]; then "$@"; else sudo -n "$@"; fi; }
as_owner() { # PostgreSQL refuses to run as root
    if [ "$(id -u)" = 0 ]; then (cd / && runuser -u postgres -- "$@"); else "$@"; fi
}
newest() { find /usr/lib/postgresql -maxdepth 3 -name initdb 2>/dev/null | sort -V | tail -n 1 | xargs -r dirname; }

programs=$(newest)
if [ "$command" = stop ]; then
    [ -f "$folder/data/postmaster.pid" ] && as_owner "$programs/pg_ctl" -D "$folder/data" -m immediate -s stop
    exit 0
fi
if [ -z "$programs" ]; then
    echo "postgres: not found; installing Debian's package." >&2
    { as_root apt-get update -qq && as_root apt-get install -y -qq postgresql; } >&2
    programs=$(newest)
fi
[ -n "$programs" ] || { echo "postgres: can't be had on this machine." >&2; exit 1; }

mkdir -p "$folder"
if [ "$(id -u)" = 0 ]; then chown postgres "$folder"; chmod 711 "$(dirname "$folder")"; fi
port=$(python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])')
as_owner "$programs/initdb" -D "$folder/data" -U portal --auth=trust --encoding=UTF8 --locale=C.UTF-8 --no-sync >/dev/null
# Nothing here has to outlive the run, so nothing waits for the disk.
as_owner "$programs/pg_ctl" -D "$folder/data" -l "$folder/log" -s -w start -o \
    "-h 127.0.0.1 -p $port -k $folder -c fsync=off -c synchronous_commit=off -c full_page_writes=off -c max_connections=200"
as_owner "$programs/createdb" -h 127.0.0.1 -p "$port" -U portal portal
echo "postgres: started $("$programs/postgres" --version) on 127.0.0.1:$port, data in $folder." >&2
echo "export DATABASE_URL=postgres://portal@127.0.0.1:$port/portal"
