# Two commands are all one needs: `make run` and `make test`. `make help` lists the rest.
SHELL := /bin/bash
PYTHON := .venv/bin/python
APPS := portal methods courses forms caseload supervision search
export PYTHONPATH :=
.DEFAULT_GOAL := help
.PHONY: help run test check bench soak newest lock clean environment environment-dev

help: ## Say what each command does.
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "make %-8s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

run: environment ## Start the demo office on http://127.0.0.1:8000 (first time: install, migrate, load).
	@PORTAL_DEMO=$${PORTAL_DEMO-1} exec $(PYTHON) -m portal.launcher

test: environment-dev ## Run every test: checks, embedded database, PostgreSQL, Elasticsearch, a real browser.
	@tests/run.sh

check: environment-dev ## Format, lint, types, arrows, templates, migrations, length of functions and files.
	@tests/check.sh

BENCHMARKS := bench search questions submissions supervision binder caseload

bench: environment-dev ## Measure memory, start, speed and weight beside others, search, forms, courses, handledning, the caseload.
	@eval "$$(tests/services/wrk.sh)"; missed=0; for each in $(BENCHMARKS); do echo "== $$each"; $(PYTHON) -m tests.benchmarks.$$each || missed=1; done; exit $$missed

soak: environment-dev ## Long tests: two minutes of readers and backups (SECONDS_TO_SOAK=n), kill -9 while sending (KILLS=n), promises, races, mutants (MUTANTS=n).
	@SECONDS_TO_SOAK=$${SECONDS_TO_SOAK:-120} $(PYTHON) -m tests.benchmarks.soak
	@KILLS=$${KILLS:-200} SUBMISSIONS=$${SUBMISSIONS:-10000} $(PYTHON) -m tests.benchmarks.kill
	@FULL_SCALE=1 $(PYTHON) -m pytest tests/forms/test_promises.py tests/caseload/test_stories.py
	@tests/races.sh
	@$(PYTHON) -m tests.mutation $${MUTANTS:-0}

newest: environment-dev ## Run the tests once against the newest Wagtail, in an environment of its own.
	@tests/newest.sh

lock: environment-dev ## Make the hashed lock files anew from pyproject.toml.
	@requirements/lock.sh

clean: ## Remove the environment and caches. The data in var/ is left alone.
	rm -rf .venv .mypy_cache .ruff_cache .import_linter_cache .hypothesis
	find $(APPS) tests -name __pycache__ -type d -prune -exec rm -rf {} +

environment:
	@requirements/install.sh run

environment-dev:
	@requirements/install.sh dev
