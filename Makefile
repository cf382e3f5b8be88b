# The words of this project: setup, demo, check, test, bench, fuzz. Each sets up whatever is missing first.
PY := .venv/bin/python

.PHONY: setup demo check fix test bench fuzz

setup:
	@sh provisioning/setup.sh

demo: setup
	@.venv/bin/kazasu demo $(if $(ROLE),--role $(ROLE)) $(ALSO:%=--also %)

check: setup
	.venv/bin/ruff format --check .
	.venv/bin/ruff check .
	$(PY) -m mypy
	$(PY) -m pytest tests/house

fix: setup
	.venv/bin/ruff format .
	.venv/bin/ruff check --fix .

# Five at once, even on two cores: most tests wait for a device, a disk or a server. A file stays whole, for its tests share what
# they set up. Whoever listens in real time comes afterwards, alone: a busy computer's sound has gaps.
# What fails is named, and tried once more by itself, for a rented computer may stand still for seconds; a fault fails twice.
AGAIN := $(PY) -m pytest --last-failed --last-failed-no-failures none
test: setup
	$(PY) -m pytest -n 5 --dist loadfile --no-loadscope-reorder -m "not alone" tests || $(AGAIN) -m "not alone" tests
	$(PY) -m pytest -m alone tests || $(AGAIN) -m alone tests

bench: setup
	$(PY) -m benchmarks

# Ten minutes each; not part of CI.
fuzz: setup
	$(PY) -m pip install -q --disable-pip-version-check -e ".[fuzz]" --config-settings editable_mode=compat
	$(PY) -m fuzz answers
	$(PY) -m fuzz frames
