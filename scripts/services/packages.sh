# Debian packages: servers, browser, translation tools, and Java and npm where the machine has none.

packages_missing() {
    local package
    for package in postgresql redis-server chromium gettext fonts-dejavu-core unzip; do
        [ "$(dpkg-query -W -f '${db:Status-Status}' "$package" 2>/dev/null)" = installed ] ||
            echo "$package"
    done
    command -v java >/dev/null || echo default-jre-headless
    command -v mvn >/dev/null || echo maven
    command -v npm >/dev/null || echo npm
}

packages_start() {
    local missing
    command -v apt-get >/dev/null || die "this needs Debian's packages (apt-get); see docs/operations.md"
    missing=$(packages_missing)
    if [ -z "$missing" ]; then
        say packages "all installed"
        return
    fi
    say packages "installing $(echo $missing)"
    export DEBIAN_FRONTEND=noninteractive
    {
        apt-get update -q
        # shellcheck disable=SC2086 # one word per package
        apt-get install -y -q --no-install-recommends $missing
    } >"$HOME_DIR/apt.log" 2>&1 </dev/null || die "apt-get failed; its last words:
$(tail -n 15 "$HOME_DIR/apt.log")"
}
