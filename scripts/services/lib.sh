# What the service scripts share: where things live, which ports, and how to say what was done.
# Sourced, not run. Every port listens on 127.0.0.1 only; none is the service's usual one, so a
# server that the machine already has is left alone.

HOME_DIR="${SERVICES_HOME:-/var/lib/crocevia-services}"
POSTGRES_PORT="${SERVICES_POSTGRES_PORT:-25432}"
REDIS_PORT="${SERVICES_REDIS_PORT:-26379}"
SEARCH_PORT="${SERVICES_SEARCH_PORT:-29200}"

say() { printf '  %-16s %s\n' "$1" "$2"; }

die() {
    printf 'make services: %s\n' "$*" >&2
    exit 1
}

# wait_for SECONDS COMMAND…: true as soon as the command succeeds, false when the time is over.
wait_for() {
    local seconds=$1 start=$SECONDS
    shift
    until "$@" >/dev/null 2>&1; do
        ((SECONDS - start < seconds)) || return 1
        sleep 0.2
    done
}

# runs PIDFILE WORD: is the process of that file alive, and is it still the one that we started?
runs() {
    local pid
    pid=$(cat "$1" 2>/dev/null) || return 1
    [ -n "$pid" ] && tr '\0' ' ' <"/proc/$pid/cmdline" 2>/dev/null | grep -q -- "$2"
}

# end PIDFILE WORD: asks the process to end and waits for it; never touches another one.
end() {
    local pid
    runs "$1" "$2" || return 1
    pid=$(cat "$1")
    kill "$pid"
    wait_for 20 bash -c "! kill -0 $pid" || kill -KILL "$pid"
    rm -f "$1"
}

# checked FILE SHA256: a download counts only when it is, byte for byte, the one we know.
checked() { [ -f "$1" ] && echo "$2  $1" | sha256sum --check --status; }
