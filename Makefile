# `make` lists what can be done; every target sets up what it needs.

PYTHON := .venv/bin/python

.PHONY: help setup run test check gallery lock bench fuzz day

help:                ## this list
	@sed -n 's/^\([a-z]*\):.*## \(.*\)/  make \1\t\2/p' $(MAKEFILE_LIST) | expand -t 18

setup:               ## system packages and .venv
	@tools/set-up run

run: setup           ## open the hall on this machine: server, kiosk, board, panel, rating terminal, printer, clerk page; HOURS=real
	@$(PYTHON) -m simulation.premises $(if $(HOURS),--hours $(HOURS))

test:                ## every test, in one process more than there are cores, four at most
	@tools/set-up test
	@$(PYTHON) -m pytest --numprocesses auto --maxprocesses 4 --dist loadfile

check:               ## format, lint, types, dependency law
	@tools/set-up test
	@.venv/bin/ruff format --check .
	@.venv/bin/ruff check .
	@.venv/bin/mypy
	@.venv/bin/lint-imports --no-cache

bench:               ## what the server does, beside the floor of this machine: at most eight minutes
	@tools/set-up bench
	@$(PYTHON) -m benchmarks

fuzz:                ## inputs nobody thought of, for wire, commands, configuration and printers; RUNS=1000000 each
	@tools/set-up test
	@$(PYTHON) -m tests.fuzz --runs $(or $(RUNS),1000000)

gallery:             ## every screen in each of its states, as pictures: build/gallery/index.html
	@tools/set-up test
	@$(PYTHON) -m simulation.gallery

day:                 ## a whole day at simulated time, judged: SEED=1 VISITORS=300 [ARRIVALS=FILE DATE=…] [PICTURE=FILE] [SPEED=n]
	@tools/set-up run
	@$(PYTHON) -m simulation.day --seed $(or $(SEED),1) --visitors $(or $(VISITORS),300) $(if $(ARRIVALS),--arrivals "$(ARRIVALS)") $(if $(DATE),--date $(DATE)) $(if $(PICTURE),--picture "$(PICTURE)") $(if $(SPEED),--speed $(SPEED))

lock:                ## resolve the dependencies anew
	@tools/set-up run
	@.venv/bin/uv pip compile pyproject.toml --group dev --generate-hashes --universal --python-version 3.11 --no-emit-index-url --no-header --quiet --upgrade -o requirements.lock
	@.venv/bin/uv pip compile requirements-uv.in --generate-hashes --universal --python-version 3.11 --no-emit-index-url --no-header --quiet --upgrade -o requirements-uv.lock
