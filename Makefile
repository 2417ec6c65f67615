# Every target does its own set-up; see docs/operations.md for production.
SHELL := /bin/bash
.DEFAULT_GOAL := help
# Many processes start; without stored bytecode each of them would compile everything again.
unexport PYTHONDONTWRITEBYTECODE
.PHONY: help setup test demo bench assets pictures

help:
	@echo "make demo    set up, fill the demo engagement, serve it on http://localhost:8000 (PORT=...)"
	@echo "make test    set up, run every check and test (PYTEST_ARGS=... for pytest)"
	@echo "make bench   set up, measure speed beside its limits (BENCH_ARGS=...)"
	@echo "make setup   the environment alone: .venv, pinned packages, system libraries"
	@echo "make assets  maintainers: fetch the vendored front-end files again (needs npm)"
	@echo "make pictures  maintainers: take the README's pictures again from a running demo (PORT=...)"

setup:
	@bash .ci/setup dev

demo:
	@bash .ci/setup runtime && exec .venv/bin/python manage.py demo $(DEMO_ARGS)

test:
	@bash .ci/setup dev && exec bash .ci/checks

bench:
	@bash .ci/setup runtime && exec .venv/bin/python -m bench $(BENCH_ARGS)

assets:
	@bash .ci/setup runtime && exec .venv/bin/python scripts/assets.py

pictures:
	@bash .ci/setup dev && exec .venv/bin/python scripts/pictures.py
