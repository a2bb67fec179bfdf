#!/usr/bin/env bash
# Make or refresh a virtual environment: scripts/venv.sh DIR REQUIREMENTS [PYTHON]
# Does nothing when DIR already holds exactly what REQUIREMENTS asks for.
set -euo pipefail

dir=$1
requirements=$2
python=${3:-}
stamp="$dir/.$(basename "$requirements").stamp"

say() { printf '%s\n' "$*" >&2; }

is_new_enough() {
    "$1" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null
}

find_python() {
    local candidate
    for candidate in python3 python3.14 python3.13 python3.12 python3.11; do
        if is_new_enough "$candidate"; then
            command -v "$candidate"
            return
        fi
    done
    say "Install Python 3.11 or newer: no python3 on this machine is new enough."
    exit 1
}

make_venv() {
    if "$python" -c 'import ensurepip, venv' 2>/dev/null; then
        "$python" -m venv "$dir"
        return
    fi
    # Debian keeps the part of Python that makes environments in a package of its own.
    if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
        say "Installing python3-venv, which Debian's Python needs to make an environment."
        apt-get update -qq >&2
        apt-get install -y -qq python3-venv >&2
        "$python" -m venv "$dir"
        return
    fi
    say "Install your system's python3-venv package (sudo apt-get install python3-venv), then run this again."
    exit 1
}

if [ ! -x "$dir/bin/python" ] || ! is_new_enough "$dir/bin/python"; then
    [ -n "$python" ] || python=$(find_python)
    say "Making $dir with $("$python" --version)."
    rm -rf "$dir"
    make_venv
fi

if ! cmp -s "$requirements" "$stamp"; then
    say "Installing $requirements into $dir; this takes a minute the first time."
    "$dir/bin/python" -m pip install -qq --disable-pip-version-check --requirement "$requirements" >&2
    cp "$requirements" "$stamp"
fi
