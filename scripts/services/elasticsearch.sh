# Elasticsearch: the real server in the integration-test distribution that its makers publish for
# Maven. It refuses to run as root, so it gets a system user. What it lacks: docs/operations.md.

SEARCH_VERSION=8.19.9
SEARCH_SHA256=6a0603db2b0406776dcf15df248294941f310e9183ca18a219bc8c6d57546ff0
SEARCH_DIR="$HOME_DIR/elasticsearch-$SEARCH_VERSION"
SEARCH_USER=crocevia-search

# Java 17 or 21 from Debian if there is one, whatever `java` is otherwise.
elasticsearch_java() {
    local home
    for home in /usr/lib/jvm/java-17-openjdk-* /usr/lib/jvm/java-21-openjdk-*; do
        [ -x "$home/bin/java" ] && echo "$home" && return
    done
    dirname "$(dirname "$(readlink -f "$(command -v java)")")"
}

elasticsearch_install() {
    local zip="$HOME_DIR/elasticsearch-$SEARCH_VERSION.zip"
    [ -f "$SEARCH_DIR/.complete" ] && return
    say Elasticsearch "fetching $SEARCH_VERSION"
    mvn -q -B org.apache.maven.plugins:maven-dependency-plugin:3.6.1:copy \
        -Dartifact="org.elasticsearch.distribution.integ-test-zip:elasticsearch:$SEARCH_VERSION:zip" \
        -DoutputDirectory="$HOME_DIR" -Dmdep.useBaseVersion=true \
        </dev/null >"$HOME_DIR/maven.log" 2>&1 || die "Maven failed: $(tail -n 5 "$HOME_DIR/maven.log")"
    checked "$zip" "$SEARCH_SHA256" || die "the Elasticsearch download is not the expected file"
    rm -rf "$SEARCH_DIR"
    unzip -q "$zip" -d "$HOME_DIR"
    rm "$zip"
    touch "$SEARCH_DIR/.complete"
}

elasticsearch_configure() {
    id "$SEARCH_USER" >/dev/null 2>&1 ||
        useradd --system --no-create-home --shell /usr/sbin/nologin "$SEARCH_USER"
    cat >"$SEARCH_DIR/config/elasticsearch.yml" <<CONF
cluster.name: crocevia
network.host: 127.0.0.1
http.port: $SEARCH_PORT
transport.port: $((SEARCH_PORT + 100))
discovery.type: single-node
xpack.security.enabled: false
xpack.ml.enabled: false
cluster.routing.allocation.disk.threshold_enabled: false
path.data: $SEARCH_DIR/data
path.logs: $SEARCH_DIR/logs
CONF
    chown -R "$SEARCH_USER": "$SEARCH_DIR"
}

elasticsearch_runs() { runs "$SEARCH_DIR/elasticsearch.pid" "$SEARCH_DIR"; }

elasticsearch_ready() {
    python3 - "http://127.0.0.1:$SEARCH_PORT/_cluster/health?wait_for_status=yellow&timeout=5s" <<'PYTHON'
import sys
import urllib.request

opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
sys.exit(0 if opener.open(sys.argv[1], timeout=10).status == 200 else 1)
PYTHON
}

elasticsearch_start() {
    elasticsearch_install
    if elasticsearch_runs; then
        say Elasticsearch "already running on 127.0.0.1:$SEARCH_PORT"
        return
    fi
    elasticsearch_configure
    (cd "$SEARCH_DIR" && runuser -u "$SEARCH_USER" -- env ES_JAVA_HOME="$(elasticsearch_java)" \
        ES_JAVA_OPTS="-Xms512m -Xmx512m" bin/elasticsearch -d -p "$SEARCH_DIR/elasticsearch.pid" \
        </dev/null >"$SEARCH_DIR/logs/start.log" 2>&1) ||
        die "Elasticsearch did not start: $(tail -n 5 "$SEARCH_DIR/logs/start.log")"
    wait_for 60 elasticsearch_ready || die "Elasticsearch did not answer within 60 s; see $SEARCH_DIR/logs"
    say Elasticsearch "started $SEARCH_VERSION on 127.0.0.1:$SEARCH_PORT"
}

elasticsearch_stop() { end "$SEARCH_DIR/elasticsearch.pid" "$SEARCH_DIR"; }

elasticsearch_env() { echo "SERVICES_SEARCH_URL=http://127.0.0.1:$SEARCH_PORT"; }
