# Opora. Needs only Python ≥ 3.11 and make; everything else is fetched, checked by digest, into .venv.
.PHONY: help run reset test check bench lock format environment development assets clean
.DEFAULT_GOAL := help
SHELL := /bin/sh

PYTHON ?= $(shell for p in python3.11 python3.12 python3.13 python3.14 python3; do \
	$$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$p && break; done)
BIN := .venv/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check --quiet
LINT := opora conftest.py $(wildcard tests bench)

help: ## what can be made
	@grep -hE '^[a-z]+:.*## ' $(MAKEFILE_LIST) | sed 's/:.*## /\t/' | expand -t 10

run: environment assets ## start the demonstration; Ctrl-C stops it
	@exec $(BIN)/opora run

reset: environment assets ## throw away what was done in the demonstration and load it anew
	@$(BIN)/opora reset

test: development assets ## all tests; some in a browser, where a Chromium is found
ifdef ARGS
	$(BIN)/python -m pytest $(ARGS)
else
	@# A browser, its server and their database want the processors for themselves: journeys run last.
	@failed=0; $(BIN)/python -m pytest -n auto --dist worksteal --ignore=tests/journeys || failed=1; \
		$(BIN)/python -m pytest -n auto --dist worksteal tests/journeys || failed=1; exit $$failed
endif

check: development assets ## style, types, import directions, migrations, templates, lock files
	$(BIN)/ruff check $(LINT)
	$(BIN)/ruff format --check $(LINT)
	$(BIN)/mypy
	$(BIN)/lint-imports
	DJANGO_SETTINGS_MODULE=opora.site.settings_test $(BIN)/python -W ignore::RuntimeWarning -m django makemigrations --check --dry-run
	$(BIN)/djlint --lint --quiet opora
	$(BIN)/python -m pytest -q opora/site/tests/test_lock_files.py

bench: environment assets ## measure; the figures of docs/performance.md
	$(BIN)/python -m bench $(ARGS)

format: development ## lay the code out
	$(BIN)/ruff check --fix $(LINT)
	$(BIN)/ruff format $(LINT)

lock: development ## choose versions anew: requirements/*.txt, package-lock.json
	@for name in runtime dev front; do (cd requirements && ../$(BIN)/pip-compile --quiet --upgrade \
		--strip-extras --allow-unsafe --generate-hashes --no-emit-index-url --no-emit-trusted-host \
		--no-emit-find-links --output-file $$name.txt $$name.in) || exit 1; done
	@$(BIN)/python -m opora.site.assets lock

clean: ## remove what was made, but not the data
	rm -rf .venv node_modules build .mypy_cache .ruff_cache .pytest_cache .import_linter_cache

# What the targets above stand on. A stamp says which requirements are installed.

environment: .venv/.runtime
development: .venv/.dev

.venv/bin/python:
	@test -n "$(PYTHON)" || { echo "Opora needs Python 3.11 or newer; none was found."; exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || { \
		echo "$(PYTHON) cannot make virtual environments. On Debian or Ubuntu: apt install python3-venv"; exit 1; }
	@echo "Making .venv with $$($(PYTHON) --version) …"
	@$(PYTHON) -m venv .venv

.venv/.runtime: requirements/runtime.txt | .venv/bin/python
	@echo "Installing what Opora runs on …"
	@$(PIP) install --require-hashes -r requirements/runtime.txt
	@printf '#!%s/.venv/bin/python\nimport sys\n\nsys.path.insert(0, "%s")\nfrom opora.site.cli import main\n\nsys.exit(main())\n' \
		"$(CURDIR)" "$(CURDIR)" > $(BIN)/opora
	@chmod +x $(BIN)/opora
	@touch $@

.venv/.dev: requirements/dev.txt .venv/.runtime
	@echo "Installing what tests and checks add …"
	@$(PIP) install --require-hashes -r requirements/dev.txt
	@touch $@

node_modules/.package-lock.json: package-lock.json .venv/.runtime
	@echo "Fetching the front-end packages …"
	@$(BIN)/python -m opora.site.assets node || $(PIP) install --require-hashes -r requirements/front.txt
	@$(BIN)/python -m opora.site.assets install
	@touch $@

assets: node_modules/.package-lock.json
	@$(BIN)/python -m opora.site.assets
