# Everything here works on a bare clone with make and Python 3.11 or newer; `make help` lists it.
PYTHON ?= python3
PORT ?= 8000
BIN := .venv/bin
INSTALL := $(BIN)/python -m pip install --disable-pip-version-check

.PHONY: help demo serve work test check bench css messages lock clean
.DEFAULT_GOAL := help

help: ## This list
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | awk -F ':.*## ' '{printf "  make %-8s %s\n", $$1, $$2}'

demo: .venv/.ok ## The sample town at http://127.0.0.1:8000 (PORT=8010 for another port)
	@$(BIN)/yakuba demo --port $(PORT)

serve: .venv/.ok ## The web server, set up by the environment (docs/operations.md)
	@$(BIN)/yakuba serve --port $(PORT)

work: .venv/.ok ## The worker: letters, automatic steps, the daily seal
	@$(BIN)/yakuba work

test: .venv/.dev ## All tests, on SQLite and on PostgreSQL (ARGS="-k words" for some)
	@$(BIN)/python -m tests.run $(ARGS)

check: .venv/.dev ## What a change must pass before its tests: style, types, floor plan, catalogue
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports --no-logo
	$(BIN)/python manage.py makemigrations --check --dry-run
	$(BIN)/yakuba check catalogue/*
	$(BIN)/python -m pytest -q tests/floorplan

ifneq ($(wildcard bench),)
bench: .venv/.dev ## The measurements of docs/benchmarks.md
	@$(BIN)/python -m bench
endif

css: ## Join the stylesheets of static/desks/css into the one that pages fetch
	cat yakuba/desks/static/desks/css/*.css > yakuba/desks/static/desks/hall.css

messages: .venv/.dev ## Bring the translations in yakuba/locale up to date and compile them (docs/translating.md)
	@$(BIN)/python -m tests.messages

docs: .venv/.ok ## Write docs/catalogue.md anew from the classes that check a declaration
	@$(BIN)/python -m docs.reference

lock: .venv/.ok ## Pin the newest versions that requirements.in and requirements-dev.in allow
	$(INSTALL) --quiet uv
	for list in requirements requirements-dev; do \
	  $(BIN)/uv pip compile $$list.in -o $$list.txt --upgrade --generate-hashes --universal --python-version 3.11 \
	    --no-header --no-emit-index-url --no-emit-find-links --quiet || exit 1; \
	done

clean: ## Remove the environment and what tools leave behind; var/, where SQLite lies, stays
	rm -rf .venv *.egg-info .pytest_cache .mypy_cache .ruff_cache .hypothesis .import_linter_cache
	find yakuba tests -name __pycache__ -type d -prune -exec rm -rf {} +

.venv/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || { \
	  echo "Yakuba needs Python 3.11 or newer; '$(PYTHON)' is $$($(PYTHON) --version 2>/dev/null || echo missing)."; \
	  echo "Name another one like this: make $(or $(MAKECMDGOALS),demo) PYTHON=python3.12"; exit 1; }
	$(PYTHON) -m venv .venv

.venv/.ok: requirements.txt pyproject.toml | .venv/bin/python
	$(INSTALL) --require-hashes --only-binary :all: -r requirements.txt
	$(INSTALL) --quiet --no-deps --no-index --no-build-isolation --editable .
	@touch $@

.venv/.dev: requirements-dev.txt .venv/.ok
	$(INSTALL) --require-hashes --only-binary :all: -r requirements-dev.txt
	@touch $@
