#!/usr/bin/env bash
# Run the suite on the newest Python and Django we promise to work on, in .venv-next.
set -euo pipefail

venv=.venv-next
next_python=3.13
next_django='Django>=6.1,<6.2'

find_next_python() {
    local candidate
    for candidate in "python$next_python" "${PYENV_ROOT:-$HOME/.pyenv}"/versions/"$next_python".*/bin/python; do
        if "$candidate" -c 'import sys' 2>/dev/null; then
            command -v "$candidate"
            return
        fi
    done
    printf 'Install Python %s to run this: it was found neither on this machine nor in pyenv.\n' "$next_python" >&2
    exit 1
}

python=$(find_next_python)
pins=.venv-next-pins
mkdir -p "$pins"
{ grep -v '^django==' requirements-dev.txt; printf '%s\n' "$next_django"; } >"$pins/requirements-next.txt"
scripts/venv.sh "$venv" "$pins/requirements-next.txt" "$python"
CHROMIUM=$(scripts/chromium.sh "$venv")
export CHROMIUM
# What the newest Django deprecates cannot be cured while we also run on the oldest one.
exec "$venv/bin/python" -m pytest -n auto --dist loadgroup --no-loadscope-reorder -W ignore::DeprecationWarning -W ignore::PendingDeprecationWarning "$@"
