# Each target sets up what it needs: .venv from the lock files, again whenever a lock file changes.
SHELL := /bin/bash
.DELETE_ON_ERROR:

IN ?= samples
OUT ?= data
PYTHON ?= $(shell for p in python3 python3.13 python3.12 python3.11; do \
  command -v $$p >/dev/null 2>&1 && $$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$p && break; done)
VENV := .venv
RUN := $(VENV)/bin/python
RUNTIME := $(VENV)/.runtime-stamp
DEV := $(VENV)/.dev-stamp
COMPILED := $(VENV)/.compiled-stamp
SOURCES := $(shell find pipeline extractors schemas review -name '*.py') $(shell find schemas -name '*.toml')
PIP := $(RUN) -m pip --disable-pip-version-check --quiet

# Expected rows and refused files stand beside the samples; they are no disclosures.
SKIP := $(if $(filter samples samples/,$(IN)),--skip 'refused/*' --skip 'expected/*' --skip '*.md' --skip '*.json' --skip '*.csv' --skip '*.py')

.PHONY: help pictures notebooks ingest review test check bench fuzz kill-test soak samples lock clean

help: ## what can be made
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 12

$(RUN):
	@test -n "$(PYTHON)" || { echo "gongkai needs Python 3.11 or later: install it, or call make PYTHON=/path/to/python3.11" >&2; exit 2; }
	$(PYTHON) -m venv $(VENV)

$(RUNTIME): requirements.lock | $(RUN)
	$(PIP) install --require-hashes -r requirements.lock
	@touch $@

$(DEV): requirements-dev.lock | $(RUN)
	$(PIP) install --require-hashes -r requirements-dev.lock
	@touch $@

# Python leaves bytecode behind by itself, but not where the environment forbids it, as in many containers; knowledge
# files that are parsed already stand beside it.
$(COMPILED): $(SOURCES) | $(RUN)
	$(RUN) -m compileall -q pipeline extractors schemas review
	-$(RUN) -c 'from schemas.kept import renew; renew()'
	@touch $@

ingest: $(RUNTIME) $(COMPILED) ## read IN (default: samples) into OUT (default: data)
	$(RUN) -m pipeline ingest "$(IN)" --out "$(OUT)" $(SKIP)

review: $(RUNTIME) $(COMPILED) ## look at OUT (default: data) beside IN in a browser, and decide
	$(RUN) -m review review "$(OUT)" --sources "$(IN)"

test: $(DEV) ## run the tests
	$(RUN) -m pytest -n auto

check: $(DEV) ## format, lint, types, layers, one home
	$(RUN) -m ruff format --check .
	$(RUN) -m ruff check .
	$(RUN) -m mypy
	$(RUN) -m pytest tests/test_guards.py -m "not slow"

bench: $(DEV) $(COMPILED) ## measure speed (medians, with the machine they were measured on)
	$(RUN) benchmarks/throughput.py
	$(RUN) -m benchmarks.identities
	$(RUN) -m benchmarks.formats
	$(RUN) -m benchmarks.readers
	$(RUN) -m benchmarks.whole
	$(RUN) -m benchmarks.review

fuzz: $(DEV) ## hostile files of every format: each must end with a status, in time and within its memory
	$(RUN) -m benchmarks.fuzz

pictures: $(DEV) ## make the pictures of the README again from made-up documents (needs Chromium)
	$(RUN) docs/pictures.py

notebooks: $(DEV) ## run the three notebooks on a release of the samples
	$(RUN) -m pytest tests/test_notebooks.py

kill-test: $(DEV) ## kill runs at 100 random moments, start them again, compare the release byte by byte
	$(RUN) -m benchmarks.kill_test
	$(RUN) -m benchmarks.poison
	$(RUN) -m benchmarks.ray_test

soak: $(DEV) ## measure a run over 20,000 small documents: memory, cost per document, a second run
	$(RUN) -m benchmarks.soak

samples: $(DEV) ## write the samples' expected rows again; shows what would change, FORCE=1 writes it
	$(RUN) samples/regenerate.py $(if $(FORCE),--force)

LOCK := $(VENV)/bin/uv pip compile --universal --python-version 3.11 --generate-hashes --no-header --no-annotate \
  --no-emit-index-url --quiet
lock: | $(RUN) ## pin the dependencies of pyproject.toml again (UPGRADE=1: newest versions)
	$(PIP) install uv
	$(LOCK) $(if $(UPGRADE),--upgrade) --extra dev --output-file requirements-dev.lock pyproject.toml
	$(LOCK) --constraint requirements-dev.lock --output-file requirements.lock pyproject.toml

clean: ## remove what make made, but no release
	rm -rf $(VENV) .mypy_cache .pytest_cache .ruff_cache .hypothesis build dist *.egg-info
	find review pipeline extractors schemas tests samples benchmarks -name __pycache__ -type d -prune -exec rm -rf {} +
