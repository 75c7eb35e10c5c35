# The Nu HTML checker: one jar from npm, started by the browser tests, never left running.

HTML_CHECKER_VERSION=26.2.2
HTML_CHECKER_SHA256=88b92d0dd76b1cc4b93f6a40be99e4228dee316a990f7e291e2f2c55239bf495
HTML_CHECKER_JAR="$HOME_DIR/vnu-$HTML_CHECKER_VERSION.jar"

htmlchecker_runs() { checked "$HTML_CHECKER_JAR" "$HTML_CHECKER_SHA256"; }

htmlchecker_start() {
    local folder
    if htmlchecker_runs; then
        say "HTML checker" "already there ($HTML_CHECKER_VERSION)"
        return
    fi
    folder=$(mktemp -d)
    (cd "$folder" && npm pack --silent "vnu-jar@$HTML_CHECKER_VERSION" </dev/null >"$HOME_DIR/npm.log" 2>&1 &&
        tar -xzf "vnu-jar-$HTML_CHECKER_VERSION.tgz" package/build/dist/vnu.jar) ||
        die "npm failed: $(tail -n 5 "$HOME_DIR/npm.log")"
    mv "$folder/package/build/dist/vnu.jar" "$HTML_CHECKER_JAR"
    chmod 644 "$HTML_CHECKER_JAR"
    rm -rf "$folder"
    htmlchecker_runs || die "the HTML checker download is not the expected file"
    say "HTML checker" "fetched $HTML_CHECKER_VERSION"
}

htmlchecker_stop() { return 1; }

htmlchecker_env() { echo "SERVICES_HTML_CHECKER=$HTML_CHECKER_JAR"; }
