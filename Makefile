# Every recipe installs what it needs into .venv; nothing else on the machine is touched.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes
CODE := bot flows referrals
PAGE := bot/web/page
PAGE_SOURCES := $(PAGE)/package-lock.json $(PAGE)/page.html $(wildcard $(PAGE)/*.js $(PAGE)/*.mjs $(PAGE)/*.css $(PAGE)/*.sh)

help:  ## List the recipes.
	@grep -E '^[a-z]+:.*##' Makefile | sed -E 's/:.*## /\t/' | expand -t 10

setup: $(VENV)/run.stamp $(PAGE)/built/page.html  ## Only install, into .venv in the clone; a second call takes a moment.

demo: setup  ## Start the whole job with two phones on one page; needs no account and no network.
	@$(BIN)/amparo demo

# What needs a browser or kills processes has the machine to itself, after all that can share it.
test: $(VENV)/dev.stamp $(PAGE)/built/axe.min.js  ## Install and run the whole suite, or a part of it: TESTS=tests/vault.
ifdef TESTS
	@$(BIN)/python -m pytest -q $(TESTS)
else
	@$(BIN)/python -m pytest -q -n auto --dist loadfile --ignore tests/browser --ignore tests/chaos tests
	@$(BIN)/python -m pytest -q tests/browser tests/chaos
endif

check: $(VENV)/dev.stamp  ## Lint, types, import contracts, flows, directory, catalogs, docs.
	@$(BIN)/ruff format --check --quiet $(CODE) migrations tests
	@$(BIN)/ruff check --quiet $(CODE) migrations tests
	@$(BIN)/mypy
	@$(BIN)/lint-imports --no-cache > $(VENV)/contracts.log || { cat $(VENV)/contracts.log; exit 1; }
	@$(BIN)/amparo flow lint --strict
	@$(BIN)/amparo referral lint
	@$(BIN)/amparo locale coverage --strict
	@$(BIN)/amparo locale lint --quiet
	@$(BIN)/python -m pytest -q tests/house

bench: $(VENV)/dev.stamp $(PAGE)/built/page.html  ## The cost of one update beside a peer and a floor, as ratios.
	@$(BIN)/python -m tests.bench

chaos: $(VENV)/dev.stamp  ## The fault injection at full length.
	@$(BIN)/python -m pytest -q -m "chaos or not chaos" --chaos-lives=2000 tests/chaos tests/referrals/test_ninety_days.py tests/stories/test_real_days.py

# A stamp per lock, so that the second call takes a moment.
$(VENV)/run.stamp: requirements.lock
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@echo "Installing what is locked into $(VENV) …"
	@$(PIP) -r requirements.lock
	@$(BIN)/python -c "import pathlib, sysconfig; pathlib.Path(sysconfig.get_path('purelib'), 'amparo.pth').write_text('$(CURDIR)\n')"
	@printf '#!/bin/sh\nexec "%s/$(BIN)/python" -m bot "$$@"\n' "$(CURDIR)" > $(BIN)/amparo
	@chmod +x $(BIN)/amparo
	@touch $@

# tg-auto-test's metadata asks for a newer Python than its code needs; it has a lock of its own.
$(VENV)/dev.stamp: $(VENV)/run.stamp requirements-dev.lock requirements-tgauto.lock
	@echo "Installing the tools of the suite …"
	@$(PIP) -r requirements-dev.lock
	@$(PIP) --no-deps --ignore-requires-python -r requirements-tgauto.lock
	@$(BIN)/python tests/simulator/fetch_schema.py
	@touch $@

# The sealed page. Where it cannot be built all else goes on without it, and no screen names it.
$(PAGE)/built/page.html: $(PAGE_SOURCES) | $(VENV)/run.stamp
	@echo "Building the sealed page …"
	@sh $(PAGE)/build.sh "$(CURDIR)/$(BIN)/python" || echo "It was not built: is the npm registry reachable? Without it the bot has no sealed page."

$(PAGE)/built/axe.min.js: $(PAGE_SOURCES) | $(VENV)/run.stamp
	@echo "Building the sealed page, with what its tests need …"
	@sh $(PAGE)/build.sh "$(CURDIR)/$(BIN)/python" --dev

.PHONY: help setup demo test check bench chaos
