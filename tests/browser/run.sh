#!/usr/bin/env bash
# Runs the review page in a real browser: tests/browser/run.sh EXTRACT [--large | --screenshots FOLDER].
# Needs chromium and Node.js, and gets what is missing where there is apt; skips with a message where it cannot.
set -euo pipefail
extract=$(realpath "$1")
shift
cd "$(dirname "$0")"

skip() { printf 'skipped: %s\n' "$*"; exit 0; }

# The packages of a Debian system, where one of the programs is missing.
need() {
    for name in $1; do
        if command -v "$name" > /dev/null; then return; fi
    done
    command -v apt-get > /dev/null || skip "neither ${1%% *} nor apt is here"
    apt-get install -y --no-install-recommends $2 > /dev/null 2>&1 ||
        { apt-get update > /dev/null && apt-get install -y --no-install-recommends $2 > /dev/null; } ||
        skip "${1%% *} is not here and apt cannot get it"
}

need "chromium chromium-browser" chromium
need node "nodejs npm"
# An install that was cut short leaves parts of the package behind.
ready() { node -e 'import("playwright-core").catch(() => process.exit(1))' > /dev/null 2>&1; }
for _ in 1 2; do
    ready || { rm -rf node_modules && npm ci --no-audit --no-fund --silent; } || true
done
ready || skip "npm cannot get playwright-core"
CHROMIUM=$(command -v chromium || command -v chromium-browser) exec node review.mjs "$extract" "$@"
