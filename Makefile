# The words of this project: setup, demo, check, test, bench, fuzz. Each sets up whatever is missing first.
PY := .venv/bin/python
PACKAGES := audio cards central dock drivers firmware provisioning screens

.PHONY: setup demo check fix test bench fuzz

setup:
	@sh provisioning/setup.sh

demo: setup
	@.venv/bin/kazasu demo

check: setup
	.venv/bin/ruff format --check .
	.venv/bin/ruff check .
	$(PY) -m mypy
	$(PY) -m pytest tests/house

fix: setup
	.venv/bin/ruff format .
	.venv/bin/ruff check --fix .

test: setup
	$(PY) -m pytest tests

bench: setup
	$(PY) -m benchmarks

# Ten minutes each; not part of CI.
fuzz: setup
	$(PY) -m pip install -q --disable-pip-version-check -e ".[fuzz]" --config-settings editable_mode=compat
	$(PY) -m fuzz answers
	$(PY) -m fuzz frames
