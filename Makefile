# `make` lists what can be done; every target sets up what it needs.

PYTHON := .venv/bin/python

.PHONY: help setup run test check gallery lock bench fuzz

help:                ## this list
	@sed -n 's/^\([a-z]*\):.*## \(.*\)/  make \1\t\2/p' $(MAKEFILE_LIST) | expand -t 18

setup:               ## system packages and .venv
	@tools/set-up run

run: setup           ## open the hall on this machine: server, kiosk, board, panel, rating terminal, printer, clerk page
	@$(PYTHON) -m simulation.premises

test:                ## every test
	@tools/set-up test
	@$(PYTHON) -m pytest

check:               ## format, lint, types, dependency law
	@tools/set-up test
	@.venv/bin/ruff format --check .
	@.venv/bin/ruff check .
	@.venv/bin/mypy
	@.venv/bin/lint-imports --no-cache

bench:               ## what the server does, beside the floor of this machine: at most eight minutes
	@tools/set-up bench
	@$(PYTHON) -m benchmarks

gallery:             ## every screen in each of its states, as pictures: build/gallery/index.html
	@tools/set-up test
	@$(PYTHON) -m simulation.gallery

lock:                ## resolve the dependencies anew
	@tools/set-up run
	@.venv/bin/uv pip compile pyproject.toml --group dev --generate-hashes --universal --python-version 3.11 --no-emit-index-url --no-header --quiet --upgrade -o requirements.lock
	@.venv/bin/uv pip compile requirements-uv.in --generate-hashes --universal --python-version 3.11 --no-emit-index-url --no-header --quiet --upgrade -o requirements-uv.lock
