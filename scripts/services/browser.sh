# Chromium: comes with the packages, is started by the browser tests, never left running.

browser_runs() { command -v chromium >/dev/null; }

browser_start() { say Chromium "$(chromium --version --no-sandbox 2>/dev/null </dev/null | head -n 1)"; }

browser_stop() { return 1; }

browser_env() { echo "SERVICES_CHROMIUM=$(command -v chromium)"; }
