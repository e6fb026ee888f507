# The two commands are `make run` and `make test`. Only Python 3.11 to 3.14 (with venv) and the package index are needed.
SHELL := /bin/sh
PYTHON ?= python3
BIN := .venv/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check -qq
UV := uv==0.13.9
# Two makes at once: the second waits for the first where `flock` exists (Linux), elsewhere pip is started twice.
ALONE := $(shell command -v flock >/dev/null 2>&1 && echo flock .venv.lock)
ARGS ?=
# The lock is complete, so nothing is resolved again (--no-deps); pip before 23.3 would look past the pins of extras.
INSTALL := $(PIP) install --no-deps --require-hashes -r
ITSELF := $(PIP) install --no-deps --no-build-isolation -e .

.PHONY: help run install demo test check bench campaign-workers lock clean
.DEFAULT_GOAL := help

help:  ## show this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-16s %s\n", $$1, $$2 }' Makefile

run: .venv/run.stamp .env  ## set up, run the annual cycle on embedded defaults, stay up until Ctrl-C
	@$(BIN)/ocop up $(ARGS)

# The shipped plans are of 2024: a first installation works on the same day of that year, in every command.
.env:
	@printf '%s\n' '# Settings of this installation (README). Remove the next line to work by the real clock.' \
		'OCOP_REPLAY_YEAR=2024' > $@

install: .venv/run.stamp  ## set up for real work: the program and an empty var/, no data (deploy/one-machine/README.md goes on)
	@$(BIN)/python -m compileall -q flows ocop_workflow
	@mkdir -p -m 700 var

demo: .venv/run.stamp  ## a year of the shipped plans in a minute, in a throw-away database
	@$(BIN)/ocop demo $(ARGS)

test: .venv/dev.stamp  ## the whole test suite (one file: make test ARGS=tests/rulebook)
	@$(BIN)/python -m pytest -q -n auto --maxprocesses 4 $(ARGS)

check: .venv/dev.stamp  ## format, lint, types, floors, files of deploy/
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy --strict ocop_workflow flows
	$(BIN)/lint-imports
	@sh deploy/check.sh

bench: .venv/dev.stamp  ## measure, about half an hour (one: make bench ARGS=tests/bench/bench_late.py)
	@$(BIN)/python -m pytest -q -s -n 0 -o python_files='bench_*.py' $(or $(ARGS),tests/bench)

campaign-workers: .venv/dev.stamp  ## workers, server and runs killed in mid-run: about a quarter of an hour, needs PostgreSQL
	@$(BIN)/python -m pytest -q -s -n 0 -o python_files='campaign_*.py' $(or $(ARGS),tests/campaign)

lock: .venv/bin/python  ## lock what pyproject.toml asks for (ARGS=--upgrade: the newest within its caps; then make test)
	$(PIP) install $(UV)
	$(BIN)/uv pip compile $(LOCK_OPTIONS) $(ARGS) --output-file requirements.lock
	$(BIN)/uv pip compile $(LOCK_OPTIONS) $(ARGS) --extra dev --constraint requirements.lock --output-file requirements-dev.lock

LOCK_OPTIONS = pyproject.toml --group build --universal --python-version 3.11 --generate-hashes --no-emit-index-url \
	--no-annotate --quiet --custom-compile-command 'make lock'

clean:  ## remove what make made; var/ (the data) stays
	rm -rf .venv .venv.lock build *.egg-info .pytest_cache .mypy_cache .ruff_cache .hypothesis .import_linter_cache
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

.venv/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 14))' || { \
		echo "Cần Python 3.11 đến 3.14 / needs Python 3.11 to 3.14; '$(PYTHON)' là/is: $$($(PYTHON) --version 2>&1)." >&2; \
		echo "Chỉ rõ bản khác / name another one: make PYTHON=python3.12 ..." >&2; exit 1; }
	@$(PYTHON) -m venv .venv || { \
		echo "Không tạo được .venv / no venv: trên Debian, Ubuntu cài gói / install python3-venv." >&2; exit 1; }

.venv/run.stamp: requirements.lock pyproject.toml | .venv/bin/python
	@echo "Đang cài thư viện theo requirements.lock (khoảng một phút) …"
	@$(ALONE) $(INSTALL) requirements.lock
	@$(ALONE) $(ITSELF)
	@touch $@

.venv/dev.stamp: requirements-dev.lock pyproject.toml | .venv/bin/python
	@echo "Đang cài thư viện theo requirements-dev.lock (khoảng một phút) …"
	@$(ALONE) $(INSTALL) requirements-dev.lock
	@$(ALONE) $(ITSELF)
	@touch .venv/run.stamp $@
