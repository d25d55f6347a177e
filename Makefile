# `make` lists the targets. Everything lives in this folder: .venv/ (packages) and var/ (data); nothing else is written.
.DEFAULT_GOAL := help
.PHONY: help setup dev run test e2e pictures check fix bench faults rehearse words score reset lock sbom clean
SHELL := /bin/sh
PY := .venv/bin/python

# The first interpreter that really starts and is new enough; `make PYTHON=/path/to/python3 …` chooses another.
PYTHON ?= $(shell for name in python3.13 python3.12 python3.11 python3 python; do \
	"$$name" -c 'import sys; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1 && echo "$$name" && break; done)

help: ## list the targets
	@awk -F ':.*## ' '/^[a-z0-9-]+:.*## / { printf "  make %-10s %s\n", $$1, $$2 }' Makefile

setup: ## install what the program needs into .venv (nothing is started)
	@PYTHON="$(PYTHON)" sh requirements/install.sh run

dev: ## install what developers need into .venv
	@PYTHON="$(PYTHON)" sh requirements/install.sh dev

run: setup ## start the demo: site, worker, scheduler and Redis, until Ctrl-C (PORT=8000)
	@DUBAN_DEMO=1 exec $(PY) manage.py up

test: dev ## run the whole suite on SQLite and on PostgreSQL, with real Redis, worker and mail server; count what ran
	@$(PY) -m tests.run

e2e: dev ## drive a real Chromium: journeys, axe in both languages, every page kept as a picture in var/pictures
	@$(PY) -m pytest -q tests/e2e -m browser --pictures var/pictures

pictures: dev ## the pictures of README and help, from the demo that runs (URL=http://localhost:8000)
	@$(PY) -m tests.e2e.pictures $(URL)

check: dev ## lint, format, import rules, types, complexity, dead code, migrations, translations, conventions, deployment
	@$(PY) -m tests.check

fix: dev ## let ruff and djlint repair and format what they can
	@$(PY) -m ruff check --fix .
	@$(PY) -m ruff format .
	@$(PY) -m djlint --reformat --quiet --warn templates

bench: dev ## measure sweep, delivery and import (docs/benchmarks.md)
	@$(PY) -m tests.benchmarks

faults: dev ## kill and break everything on purpose, and count the letters
	@$(PY) -m tests.faults

rehearse: dev ## play a full year for five seeds in each temper, and look after every day (docs/rehearsal.md)
	@$(PY) -m tests.rehearsal

demo-year: dev ## play the demo's past anew into seeds/ (after a change of rules, seeds or unreleased migrations)
	@$(PY) -m tests.rehearsal.demo_year

words: dev ## all examples of the lexicon, and what changed in the practice documents since the last run
	@$(PY) -m tests.reading.words

score: dev ## score the reading of the practice documents in all forms
	@$(PY) tests/reading/score_practice.py

reset: setup ## throw the demo's data away; the next `make run` starts afresh
	@DUBAN_DEMO=1 $(PY) manage.py reset

lock: dev ## pin and hash the newest allowed versions into requirements/
	@$(PY) -m uv pip compile -q --universal --python-version 3.11 --upgrade --generate-hashes --no-header --no-annotate \
		--no-emit-index-url --no-emit-find-links -o requirements/run.txt pyproject.toml
	@$(PY) -m uv pip compile -q --universal --python-version 3.11 --upgrade --generate-hashes --no-header --no-annotate \
		--no-emit-index-url --no-emit-find-links -c requirements/run.txt --group dev -o requirements/dev.txt pyproject.toml

sbom: dev ## write sbom.json: every package that is delivered, with version and hashes (CycloneDX)
	@$(PY) -m cyclonedx_py requirements requirements/run.txt --pyproject pyproject.toml --mc-type application \
		--output-reproducible -o sbom.json

clean: ## remove .venv and caches; var/ stays
	@rm -rf .venv .pytest_cache .ruff_cache .mypy_cache .hypothesis .import_linter_cache .coverage .migrated
	@find . -name __pycache__ -type d -not -path './var/*' -prune -exec rm -rf {} +
