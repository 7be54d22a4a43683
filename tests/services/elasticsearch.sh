#!/usr/bin/env bash
# A throw-away Elasticsearch for tests: elasticsearch.sh start FOLDER | stop FOLDER
#
# What worked: `integ-test-zip` on Maven Central is a real Elasticsearch server. 8.19.3 runs on Debian's OpenJDK 17 and
# with `discovery.type: single-node` and security off it answers after about 12 seconds with a heap of 512 MB.
# It has the modules transport-netty4, x-pack-core and x-pack-security only. So
#   - indices, bulk, search (bool, term, prefix), highlight and cluster health work, and the client's product check passes;
#   - `GET /` is not there: `client.info()` fails and `client.ping()` says False. Ask `client.cluster.health()` instead;
#   - so do aliases (exchanged in one step), mget, match_phrase, dis_max, constant_score, the aggregations `filters` and
#     `max`, `require_alias` in bulk, `auto_expand_replicas`, and `_meta`, strict mappings and source filters;
#   - there is no delete_by_query or reindex (module reindex), no script (lang-painless), no rank_feature (mapper-extras);
#   - the first request to a fresh server takes up to 2 seconds on a busy machine, later ones a few milliseconds. Give
#     tests a client with seconds of patience (tests/search/conftest.py); the portal's own gives up after half a second;
#   - there is no analysis-common: use the `whitespace` or `keyword` analyzer on words that were analysed beforehand.
# Needs a JDK and Maven; both are Debian packages and are installed when missing. The archive (97 MB) is kept in Maven's
# own cache between runs. `start` prints `export ELASTICSEARCH_URL=…`; a server that already stands in that variable is used.
set -euo pipefail
command=${1:?start or stop}
folder=${2:?the run\'s temporary folder}/elasticsearch
version=8.19.3
artifact=org.elasticsearch.distribution.integ-test-zip:elasticsearch:$version:zip

as_root() { if [ "$(id -u)" = 0 ]; then "$@"; else sudo -n "$@"; fi; }
as_owner() { # Elasticsearch refuses to run as root
    if [ "$(id -u)" = 0 ]; then runuser -u nobody -- "$@"; else "$@"; fi
}

if [ "$command" = stop ]; then
    [ -f "$folder/pid" ] && kill "$(cat "$folder/pid")" 2>/dev/null
    exit 0
fi
if [ -n "${ELASTICSEARCH_URL:-}" ]; then
    echo "elasticsearch: using the server at $ELASTICSEARCH_URL." >&2
    exit 0
fi
missing=()
command -v java >/dev/null || missing+=(default-jre-headless)
command -v mvn >/dev/null || missing+=(maven)
if [ ${#missing[@]} -gt 0 ]; then
    echo "elasticsearch: installing ${missing[*]}." >&2
    { as_root apt-get update -qq && as_root apt-get install -y -qq "${missing[@]}"; } >&2
fi

mkdir -p "$folder"
timeout 600 mvn -q -B dependency:copy -Dartifact=$artifact -DoutputDirectory="$folder" >"$folder/maven.log" 2>&1 || {
    echo "elasticsearch: Maven could not fetch $artifact:" >&2; tail -n 3 "$folder/maven.log" >&2; exit 1; }
(cd "$folder" && python3 -m zipfile -e "elasticsearch-$version.zip" .)
rm "$folder/elasticsearch-$version.zip"
home=$folder/elasticsearch-$version
chmod -R u+x "$home/bin"
read -r port transport < <(python3 -c '
import socket
pair = [socket.socket(), socket.socket()]
for each in pair: each.bind(("127.0.0.1", 0))
print(*(each.getsockname()[1] for each in pair))')
cat >>"$home/config/elasticsearch.yml" <<YML
discovery.type: single-node
network.host: 127.0.0.1
http.port: $port
transport.port: $transport
xpack.security.enabled: false
cluster.routing.allocation.disk.threshold_enabled: false
YML
if [ "$(id -u)" = 0 ]; then chown -R nobody "$folder"; chmod 711 "$(dirname "$folder")"; fi
java_home=$(dirname "$(dirname "$(readlink -f "$(command -v java)")")")
cd "$home"
HOME=$home ES_JAVA_HOME=$java_home ES_JAVA_OPTS='-Xms512m -Xmx512m' \
    as_owner bin/elasticsearch -p "$folder/pid" >"$folder/log" 2>&1 </dev/null &
disown
for _ in $(seq 90); do
    if python3 -c "import urllib.request as u; u.urlopen('http://127.0.0.1:$port/_cluster/health', timeout=2)" 2>/dev/null; then
        echo "elasticsearch: started $version on 127.0.0.1:$port with $(java -version 2>&1 | head -n 1), data in $folder." >&2
        echo "export ELASTICSEARCH_URL=http://127.0.0.1:$port"
        exit 0
    fi
    sleep 1
done
echo "elasticsearch: did not answer within 90 seconds:" >&2
tail -n 3 "$folder/log" >&2
exit 1
