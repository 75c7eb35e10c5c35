# `make help` lists what there is. Settings come from environment variables: docs/operations.md.
SHELL := /bin/bash
PY := .venv/bin/python
export PYTHONUNBUFFERED := 1

.DEFAULT_GOAL := help
.PHONY: help setup demo test test-postgres check format bench chaos lock messages \
        services services-stop clean

help: ## list the targets
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 18

demo: ## the site with its demo content, on http://127.0.0.1:8000 (PORT), until Ctrl-C
	@scripts/venv runtime
	@$(PY) scripts/compile_messages.py
	@exec $(PY) manage.py demo

test: setup ## all tests, on SQLite or on the database that DATABASE_URL names (ARGS for pytest)
	@exec $(PY) -m pytest -n auto --maxprocesses 4 $(ARGS)

test-postgres: setup ## all tests on the PostgreSQL that `make services` started
	@set -a && . var/services.env && export DATABASE_URL=$$SERVICES_DATABASE_URL && \
	    exec $(PY) -m pytest -n auto --maxprocesses 4 $(ARGS)

setup: ## .venv with everything for development, translations compiled
	@scripts/venv dev
	@$(PY) scripts/compile_messages.py

check: setup ## lint, format, types, imports, migrations, translations
	@scripts/check

format: setup ## rewrite the code as `make check` wants it
	$(PY) -m ruff check --fix .
	$(PY) -m ruff format .

bench: setup ## measure, with records in docs/benchmarks (ARGS="pages --quick" for less)
	@exec $(PY) -m benchmarks $(ARGS)

chaos: setup ## faults while people talk: what is lost, doubled, seen wrongly? (ARGS="--quick")
	@PYTHONPATH=.:platform exec $(PY) -m tests.load.chaos $(ARGS)

lock: setup ## lock files from pyproject.toml (ARGS=--upgrade for newer versions)
	$(PY) scripts/lock.py $(ARGS)

messages: setup ## collect the strings to translate into platform/locale (needs gettext)
	@scripts/messages

services: ## PostgreSQL, Redis, Elasticsearch, Chromium, HTML checker for tests (root or sudo)
	@scripts/services/services start

services-stop: ## stop those servers
	@scripts/services/services stop

clean: ## remove what can be made again; keeps var/, which holds the demo's data
	rm -rf .venv .pytest_cache .mypy_cache .ruff_cache .import_linter_cache staticfiles
	find . -path ./.git -prune -o \( -name __pycache__ -o -name '*.mo' \) -print0 | xargs -0 rm -rf
