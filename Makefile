# `make` lists what you can do. Everything needs Python 3.11 or newer and nothing else.
SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := help
MAKEFLAGS += --no-print-directory

VENV ?= .venv
PYTHON := $(VENV)/bin/python
PORT ?= 8000
WORKERS ?= auto
# Tests that share something slow to start go to one worker, the longest first.
PYTEST = $(PYTHON) -m pytest -n $(WORKERS) --dist loadgroup --no-loadscope-reorder
export PORT

.PHONY: help demo demo-reset test test-next check fix requirements bench mutants screenshots
.PHONY: setup-run setup-dev test-sqlite test-postgres

help: ## List what you can do
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-14s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

demo: setup-run ## Serve the demo site at http://localhost:8000 (PORT=8001 moves it); keeps its data
	@exec $(PYTHON) scripts/demo.py serve

demo-reset: setup-run ## Delete the demo's data, so that the next demo starts over
	@$(PYTHON) scripts/demo.py reset

test: check test-sqlite test-postgres ## Check and test everything, as CI does

check: setup-dev ## Lint, format, types, import layers, missing migrations; changes nothing
	$(PYTHON) -m ruff check .
	$(PYTHON) -m ruff format --check .
	$(PYTHON) -m djlint --lint --quiet causes intake clinic_site
	$(PYTHON) -m mypy
	$(VENV)/bin/lint-imports
	DJANGO_SETTINGS_MODULE=clinic_site.settings.test $(PYTHON) manage.py makemigrations --check --dry-run

fix: setup-dev ## Put Python files into shape
	$(PYTHON) -m ruff check --fix .
	$(PYTHON) -m ruff format .

test-sqlite: setup-dev ## Run the whole suite on SQLite, browser included
	@CHROMIUM=$$(scripts/chromium.sh $(VENV)); export CHROMIUM; \
	$(PYTEST) $(ARGS)

test-postgres: setup-dev ## Run all that touches the database on PostgreSQL (TEST_DATABASE_URL, or its own)
	@CHROMIUM=$$(scripts/chromium.sh $(VENV)); export CHROMIUM; \
	$(PYTHON) scripts/with_postgres.py $(PYTEST) $(ARGS)

test-next: ## Run the suite on Python 3.13 and Django 6.1, in .venv-next
	@scripts/test_next.sh $(ARGS)

requirements: setup-dev ## Compile requirements*.in into pins (ARGS=--upgrade moves them forward)
	$(PYTHON) scripts/compile_requirements.py $(ARGS)

bench: ## Time the site side by side with peers, in .venv-bench (ARGS=--write keeps the report)
	@benchmarks/bench.sh $(ARGS)

mutants: setup-dev ## Change the engine in small ways and see that a test notices each (ARGS="intake.engine.routing.*")
	$(PYTHON) scripts/mutants.py $(ARGS)

screenshots: setup-dev ## Take the README's pictures from a fresh demo
	@CHROMIUM=$$(scripts/chromium.sh $(VENV)); export CHROMIUM; \
	$(PYTHON) scripts/screenshots.py

setup-run:
	@scripts/venv.sh $(VENV) requirements.txt

setup-dev:
	@scripts/venv.sh $(VENV) requirements-dev.txt
