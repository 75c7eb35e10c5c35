# Redis: an instance of its own that keeps nothing on disk.

redis_runs() { runs "$HOME_DIR/redis/redis.pid" "redis-server 127.0.0.1:$REDIS_PORT"; }

redis_start() {
    if redis_runs; then
        say Redis "already running on 127.0.0.1:$REDIS_PORT"
        return
    fi
    install -d -o redis -g redis "$HOME_DIR/redis"
    runuser -u redis -- redis-server --bind 127.0.0.1 --port "$REDIS_PORT" --daemonize yes \
        --dir "$HOME_DIR/redis" --pidfile "$HOME_DIR/redis/redis.pid" \
        --logfile "$HOME_DIR/redis/redis.log" --save '' --appendonly no </dev/null >/dev/null
    wait_for 15 redis-cli -h 127.0.0.1 -p "$REDIS_PORT" ping || die "Redis did not answer within 15 s"
    say Redis "started on 127.0.0.1:$REDIS_PORT"
}

redis_stop() { end "$HOME_DIR/redis/redis.pid" "redis-server 127.0.0.1:$REDIS_PORT"; }

redis_env() { echo "SERVICES_REDIS_URL=redis://127.0.0.1:$REDIS_PORT/0"; }
