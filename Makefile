# `make demo` and `make test` are all a newcomer needs: each sets up what it uses.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready

.PHONY: setup demo test test-fast check bench soak holds screenshots lock clean
MINUTES ?= 1

setup: $(READY)

$(READY): requirements.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit("Rastro needs Python 3.11 or newer; set PYTHON=python3.x") if sys.version_info < (3, 11) else None'
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --require-hashes -r requirements.lock
	$(BIN)/python -m pip install --quiet --no-deps --no-build-isolation -e .
	@touch $(READY)

demo: setup
	$(BIN)/rastro demo

test: setup
	$(BIN)/python -m pytest -n auto --dist loadfile --no-loadscope-reorder

test-fast: setup
	$(BIN)/python -m pytest -n auto --dist loadfile --no-loadscope-reorder -m "not slow and not browser"

check: setup
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

bench: setup
	$(BIN)/python -m tests.bench

# One writer, four pages and three DuckDB shells at once; `make soak MINUTES=60` for longer.
soak: setup
	$(BIN)/python -m tests.holds.soak --minutes $(MINUTES)

# All tests of what survives, into docs/holds.md; half an hour.
holds: setup
	$(BIN)/python -m tests.holds.table

screenshots: setup
	$(BIN)/python -m tests.dashboard.screenshots

# Regenerates the lock for every platform and Python from 3.11 on; needs uv.
lock:
	uv pip compile --universal --python-version 3.11 --generate-hashes --no-header \
	  --extra dev --quiet pyproject.toml -o requirements.lock

clean:
	rm -rf $(VENV) build *.egg-info .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
