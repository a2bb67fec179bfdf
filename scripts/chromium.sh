#!/usr/bin/env bash
# Print the path of a Chromium for the browser tests; install one when there is none.
# CHROMIUM=/path/to/browser overrides the search. Usage: scripts/chromium.sh VENV
set -euo pipefail

venv=$1

say() { printf '%s\n' "$*" >&2; }

find_installed() {
    local name
    for name in "${CHROMIUM:-}" chromium chromium-browser google-chrome google-chrome-stable; do
        if [ -n "$name" ] && command -v "$name" >/dev/null; then
            command -v "$name"
            return
        fi
    done
    "$venv/bin/python" - <<'PYTHON'
import os
import sys

from playwright.sync_api import sync_playwright

with sync_playwright() as playwright:
    path = playwright.chromium.executable_path
if not os.access(path, os.X_OK):
    sys.exit(1)
print(path)
PYTHON
}

if find_installed; then
    exit
fi

if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
    say "Installing Chromium from Debian's packages for the browser tests."
    { apt-get update -qq && apt-get install -y -qq --no-install-recommends chromium; } >&2 || true
else
    say "Installing Playwright's own Chromium for the browser tests."
    "$venv/bin/python" -m playwright install chromium >&2 || true
fi

if ! find_installed; then
    say "Install a Chromium for the browser tests: apt-get install chromium, or set CHROMIUM to the path of one."
    exit 1
fi
