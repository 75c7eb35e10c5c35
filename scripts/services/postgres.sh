# PostgreSQL: a cluster of its own beside whatever the machine has, made with Debian's tools.
# It trades safety on power loss for speed (fsync off): for tests and trying things out only.

postgres_version() { ls /usr/lib/postgresql | sort -n | tail -n 1; }

postgres_runs() { pg_ctlcluster "$(postgres_version)" crocevia status >/dev/null 2>&1; }

postgres_sql() { runuser -u postgres -- psql -p "$POSTGRES_PORT" -d postgres -qtAX -v ON_ERROR_STOP=1 "$@"; }

postgres_create() {
    local version=$1
    [ -f "/etc/postgresql/$version/crocevia/postgresql.conf" ] && return
    pg_createcluster "$version" crocevia --port "$POSTGRES_PORT" --start-conf manual \
        --encoding UTF8 --locale C.UTF-8 -- --auth-local=peer --auth-host=scram-sha-256 \
        >"$HOME_DIR/postgres.log" 2>&1 || die "pg_createcluster failed: $(cat "$HOME_DIR/postgres.log")"
    say PostgreSQL "cluster $version/crocevia made"
}

postgres_configure() {
    cat >"/etc/postgresql/$1/crocevia/conf.d/crocevia.conf" <<CONF
listen_addresses = '127.0.0.1'
port = $POSTGRES_PORT
fsync = off
synchronous_commit = off
full_page_writes = off
CONF
}

# The password is made once per machine; the role may create databases because tests do.
postgres_role() {
    [ -s "$HOME_DIR/postgres.password" ] ||
        (umask 077 && od -An -tx1 -N16 /dev/urandom | tr -d ' \n' >"$HOME_DIR/postgres.password")
    [ -n "$(postgres_sql -c "SELECT 1 FROM pg_roles WHERE rolname = 'crocevia'")" ] ||
        postgres_sql -c 'CREATE ROLE crocevia'
    printf "ALTER ROLE crocevia LOGIN CREATEDB PASSWORD '%s'" "$(cat "$HOME_DIR/postgres.password")" |
        postgres_sql -f -
    [ -n "$(postgres_sql -c "SELECT 1 FROM pg_database WHERE datname = 'crocevia'")" ] ||
        postgres_sql -c 'CREATE DATABASE crocevia OWNER crocevia'
}

postgres_launch() { pg_ctlcluster "$1" crocevia start </dev/null >>"$HOME_DIR/postgres.log" 2>&1; }

# With fsync off a machine that went down hard can leave a cluster that never starts again. CI has
# nothing to lose in it and makes a new one; a person decides alone (pg_dropcluster).
postgres_renew() {
    [ "${CI:-}" = true ] || return 1
    say PostgreSQL "the cluster does not start: making a new one"
    rm "/etc/postgresql/$1/crocevia/conf.d/crocevia.conf"
    pg_dropcluster "$1" crocevia || return 1
    postgres_create "$1"
    postgres_configure "$1"
    postgres_launch "$1"
}

postgres_start() {
    local version
    version=$(postgres_version)
    postgres_create "$version"
    if postgres_runs; then
        say PostgreSQL "already running on 127.0.0.1:$POSTGRES_PORT"
    else
        postgres_configure "$version"
        postgres_launch "$version" || postgres_renew "$version" ||
            die "PostgreSQL did not start; see /var/log/postgresql/postgresql-$version-crocevia.log"
        wait_for 30 postgres_sql -c 'SELECT 1' || die "PostgreSQL did not answer within 30 s"
        say PostgreSQL "started $version on 127.0.0.1:$POSTGRES_PORT"
    fi
    postgres_role
}

# pg_ctlcluster finds the process by the id in the cluster's own postmaster.pid.
postgres_stop() { postgres_runs && pg_ctlcluster "$(postgres_version)" crocevia stop --mode fast; }

postgres_env() {
    echo "SERVICES_DATABASE_URL=postgres://crocevia:$(cat "$HOME_DIR/postgres.password")@127.0.0.1:$POSTGRES_PORT/crocevia"
}
