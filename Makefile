# Denshi. Needed: python3 (3.11 or later), make and pip. Everything else is set up in .venv.
#   make run     set up, answer the first question on real Japanese data, write the report
#   make test    set up, prove it (under 10 minutes on two cores)
# Another interpreter: make PYTHON=python3.12 run

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PACKAGES := configs agents policies simulation experiments
KERNELS := $(shell grep -rl --include='*.py' '@njit' agents simulation)
EVERYDAY := not nightly and not soak
WORKERS ?= 2

.DEFAULT_GOAL := help
.PHONY: help setup run app test lint types nightly soak bench validate clean

help:
	@sed -n 's/^# \{0,1\}//p' Makefile | sed -n '1,4p'
	@echo "Also: setup lint types nightly soak bench validate app clean"

setup: $(VENV)/warm

# Packages come from requirements.lock, every file checked against its hash; the project itself is linked, not copied.
$(VENV)/installed: requirements.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || { \
	  echo "Denshi needs Python 3.11 or later; '$(PYTHON)' is $$($(PYTHON) --version 2>/dev/null || echo not a Python)." >&2; \
	  echo "Name another interpreter: make PYTHON=/path/to/python3.12 $(MAKECMDGOALS)" >&2; exit 1; }
	@echo "Setting up in $(VENV): a few minutes the first time, nothing later."
	@$(BIN)/python -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null \
	  || $(PYTHON) -m venv --clear $(VENV) \
	  || $(PYTHON) -m venv --clear --without-pip $(VENV)
	@if $(BIN)/python -m pip --version >/dev/null 2>&1; then pip="$(BIN)/python -m pip"; \
	  else pip="$(PYTHON) -m pip --python $(BIN)/python"; fi; \
	  $$pip install --quiet --require-hashes -r requirements.lock \
	  && $$pip install --quiet --no-deps --no-build-isolation --editable .
	@touch $@

# Numba's disk cache does not see edits of functions inlined from other files, nor of the positions of levers that kernels
# hold as constants, so it is emptied when any of them changes.
$(VENV)/warm: $(VENV)/installed $(KERNELS) policies/levers.py
	@find $(PACKAGES) -name '*.nb[ic]' -delete
	$(BIN)/python -m simulation.warm
	@touch $@

run: setup
	$(BIN)/denshi ask smartphone_first_2010 population=jp_100k replicates=8

app: setup
	@echo "The page with sliders (denshi app) does not exist yet. See README.md, 'What is not there yet'." >&2
	@exit 2

lint: $(VENV)/installed
	$(BIN)/ruff check .
	$(BIN)/lint-imports

types: $(VENV)/installed
	$(BIN)/mypy

# Files are handed out in their order and not by how many tests they hold: the few slow ones would come last and leave a worker idle.
test: setup lint types
	$(BIN)/python -m pytest -n $(WORKERS) --dist loadfile --no-loadscope-reorder -m "$(EVERYDAY)"

nightly: setup
	$(BIN)/python -m pytest -m nightly

# There may be no test of this tier yet: pytest then ends with status 5, which is no failure here.
soak: setup
	$(BIN)/python -m pytest -m soak || test $$? -eq 5

# Peers are installed into environments of their own; rewrites a part of docs/performance.md and its picture.
bench: setup
	$(BIN)/python benchmarks/measure.py
	$(BIN)/python benchmarks/compare.py

# Scores the history against what was published; rewrites a section of docs/validation.md and its picture.
validate: setup
	$(BIN)/python -m experiments.validation

clean:
	rm -rf $(VENV) build dist *.egg-info .pytest_cache .mypy_cache .ruff_cache .hypothesis .import_linter_cache
	find $(PACKAGES) tests benchmarks -name __pycache__ -type d -prune -exec rm -rf {} +
