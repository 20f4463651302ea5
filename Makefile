# `make run` and `make test` are all that a fresh machine with Python 3.11 or newer needs.
# The same without make: docs/plain-commands.md.

PYTHON ?= python3
HOST ?= 127.0.0.1
PORT ?= 8501

# 0.0.0.0 means every address; a browser cannot open it.
LINKED := $(if $(filter 0.0.0.0 ::,$(HOST)),localhost,$(HOST))
VENV := .venv
PY := $(VENV)/bin/python
PIP := $(PY) -m pip --disable-pip-version-check --quiet
# Streamlit's own launcher turns WebSocket compression off too: on one machine it only costs time.
# A talk's link may be longer than the 16 kB that uvicorn accepts by default.
UVICORN := $(PY) -m uvicorn --ws-per-message-deflate false --h11-max-incomplete-event-size 131072
LOCK := $(PY) -m uv pip compile --quiet --universal --generate-hashes --python-version 3.11 \
	--custom-compile-command "make lock"

.DEFAULT_GOAL := help
.PHONY: help run test format lock audit sbom screenshots bench check load replicas clean

help: ## show this list
	@echo "make TARGET [PYTHON=python3.12] [HOST=127.0.0.1] [PORT=8501]"
	@sed -n 's/^\([a-z]*\):[^#]*## /  \1\t/p' Makefile | expand -t 16

run: $(VENV)/.runtime ## start the dashboard
	@echo "The dashboard is at http://$(LINKED):$(PORT) (Ctrl+C stops it)"
	@case "$(HOST)" in 127.0.0.1|localhost) ;; *) echo "Other names than localhost are let in by" \
		"THERAPIES_HOSTS, which is $${THERAPIES_HOSTS:-empty}" ;; esac
	@exec $(UVICORN) dashboard:app --host "$(HOST)" --port "$(PORT)"

test: $(VENV)/.dev ## check style and types, then run all tests, including those in a browser
	@$(PY) -m harness.chromium
	@$(PY) -m harness.office
	@$(PY) -m harness.nginx
	@$(PY) -m harness.r
	@$(PY) -m ruff check .
	@$(PY) -m ruff format --check .
	@$(PY) -m mypy
	@$(PY) -m pytest -q --numprocesses auto --dist worksteal

format: $(VENV)/.dev ## rewrite the code in the project's style
	@$(PY) -m ruff check --fix .
	@$(PY) -m ruff format .

lock: $(VENV)/.dev ## pin the packages in requirements*.in; OPTIONS=--upgrade takes the newest
	@$(LOCK) $(OPTIONS) requirements.in --output-file requirements.txt
	@$(LOCK) $(OPTIONS) requirements-dev.in --constraints requirements.txt \
		--output-file requirements-dev.txt
	@$(LOCK) $(OPTIONS) bench/requirements.in --constraints requirements.txt \
		--output-file bench/requirements.txt

audit: $(VENV)/.dev ## look up known vulnerabilities of all pinned packages (needs the network)
	@$(PY) -m scripts.audit

sbom: $(VENV)/.dev ## write the software bill of materials, sbom.json (CycloneDX)
	@$(PY) -m scripts.bill

screenshots: $(VENV)/.dev ## take a picture of every screen; OPTIONS="--page browse --full" takes fewer
	@$(PY) -m harness.chromium
	@$(PY) -m scripts.screenshots $(OPTIONS)

bench: $(VENV)/.dev $(VENV)-bench/.peers ## measure the speed of this app and others; OPTIONS=--quick for a trial
	@$(PY) -m harness.chromium
	@$(PY) -m bench.compare $(OPTIONS)

check: $(VENV)/.runtime ## check the table's files; FOLDER=path checks another table
	@$(PY) -m therapies check $(if $(FOLDER),"$(FOLDER)")

load: $(VENV)/.dev ## simulate 100 readers and check every answer; OPTIONS="--minutes 2" is shorter
	@$(PY) -m bench.load $(OPTIONS)

replicas: $(VENV)/.dev ## run two replicas behind nginx, kill one, update both, check that no view is lost
	@$(PY) -m harness.chromium
	@$(PY) -m harness.nginx
	@$(PY) -m bench.replicas

clean: ## remove the environment, the caches and the pictures
	@rm -rf $(VENV) $(VENV)-bench bench/figures.json screenshots .mypy_cache .pytest_cache .ruff_cache .hypothesis
	@find . -name __pycache__ -type d -prune -exec rm -rf {} +

$(VENV)/.runtime: requirements.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
		{ echo "Python 3.11 or newer is needed; name one: make PYTHON=python3.12 ..."; exit 1; }
	@echo "Setting up $(VENV) (a minute, once)"
	@$(PYTHON) -m venv $(VENV)
	@$(PIP) install --require-hashes --requirement requirements.txt
	@touch $@

$(VENV)/.dev: $(VENV)/.runtime requirements-dev.txt
	@echo "Adding the test tools to $(VENV)"
	@$(PIP) install --require-hashes --requirement requirements-dev.txt
	@touch $@

$(VENV)-bench/.peers: $(VENV)/.runtime bench/requirements.txt
	@echo "Setting up $(VENV)-bench with the peers (minutes, once)"
	@$(PYTHON) -m venv $(VENV)-bench
	@$(VENV)-bench/bin/python -m pip --disable-pip-version-check --quiet install \
		--require-hashes --requirement bench/requirements.txt
	@touch $@
