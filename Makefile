# Every target sets up what it needs; only Python >= 3.11, make and a package index are assumed.
PYTHON  ?= python3
VENV    := .venv
BIN     := $(VENV)/bin
WHEELS  := $(VENV)/wheels
READY   := $(VENV)/.ready
SHIPPED := generated runtime auth_plugin mock_server command_line
SOURCES := generator gate proof handbook runtime auth_plugin mock_server command_line tests examples benchmarks

SPEC    ?= openapi.yaml
OUT     ?= generated
PACKAGE ?= kalshi_portfolio
BASE    ?= openapi.yaml
FORMAT  ?= text
PORT    ?= 0
MINUTES ?= 10

.DEFAULT_GOAL := demo
.DELETE_ON_ERROR:
.PHONY: setup demo test coverage generate check-generated changes update announced contract contract-proof serve bench soak docs lint type build lock help

# One download serves this environment and the empty ones that tests make, so a second run needs no network.
$(READY): requirements/dev.txt pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Python 3.11 or newer is needed, this is " + sys.version.split()[0] + ": call make PYTHON=/path/to/python3.11")'
	@echo "setting up $(VENV) ..."
	@rm -rf $(VENV)
	@$(PYTHON) -m venv $(VENV)
	@$(BIN)/python -m pip -qq --disable-pip-version-check download --dest $(WHEELS) --require-hashes --requirement requirements/dev.txt
	@$(BIN)/python -m pip -qq --disable-pip-version-check install --no-index --find-links $(WHEELS) --requirement requirements/dev.txt
	@$(BIN)/python -m pip -qq --disable-pip-version-check install --no-index --no-deps --no-build-isolation --editable .
	@$(BIN)/python -m compileall -q $(SHIPPED)
	@touch $(READY)

setup: $(READY)  ## set up .venv from the lock

demo: check-generated  ## the main job: every operation, signed, against the mock exchange, shown as tables
	@$(BIN)/python examples/tour.py

test: lint type check-generated announced  ## lint, types, generated code and every test
	@$(BIN)/python -m pytest -n 2 --dist worksteal

# Apart from the tests, which take nearly twice as long with it before Python 3.12.
coverage: $(READY)  ## every test once more, and what of the handwritten rooms they run; fails below the share in pyproject.toml
	@rm -f .coverage .coverage.*
	@$(BIN)/python -m coverage run -m pytest -n 2 --dist worksteal
	@$(BIN)/python -m coverage combine --quiet
	@$(BIN)/python -m coverage report

generate: $(READY)  ## regenerate every package; with SPEC, OUT and PACKAGE another contract elsewhere
	@$(BIN)/python -m generator generate --spec '$(SPEC)' --out '$(OUT)' --package '$(PACKAGE)'

check-generated: $(READY)  ## fail if generated/ is not exactly what openapi.yaml gives
	@$(BIN)/python -m generator check

changes: $(READY)  ## what the contract SPEC changes for callers, against BASE (FORMAT=text, json or markdown)
	@$(BIN)/python -m generator changes --spec '$(SPEC)' --base '$(BASE)' --format '$(FORMAT)'

update: $(READY)  ## take the contract SPEC over: ready to commit, or a list of what a person has to do
	@$(BIN)/python -m generator update --spec '$(SPEC)' --operations '$(OPERATIONS)'

announced: $(READY)  ## fail unless changelog and versions tell what changed since the last release
	@$(BIN)/python -m generator announced

contract: $(READY)  ## hold the mock exchange, or any server with BASE_URL=, to each contract or that of EDITION= (python -m gate --help)
	@$(BIN)/python -m gate

contract-proof: $(READY)  ## run the gate against mutants of server, contract and client: who caught what
	@$(BIN)/python -m proof

serve: $(READY)  ## run the mock exchange on PORT (0 picks a free one) until interrupted; EDITION=2026-10 for today's API
	@$(BIN)/python -m kalshi_mock serve --port $(PORT) $(if $(EDITION),--edition $(EDITION))

bench: $(READY)  ## benchmarks beside the peers, as ratios within one run; QUICK=1 for a short one, ROWS=decode,import for some, RESULTS=1 keeps them
	@$(BIN)/python -m compileall -q $(SHIPPED)
	@$(BIN)/python -m benchmarks $(if $(QUICK),--quick) $(if $(ROWS),--rows $(ROWS)) $(if $(RESULTS),--out results)

soak: $(READY)  ## both clients for MINUTES=10 against a server that spoils a fifth of its answers: nothing lost, nothing leaks
	@$(BIN)/python -m tests.faults.soak $(MINUTES)

docs: $(READY)  ## the documentation site, in build/site
	@$(BIN)/python -m handbook

lint: $(READY)  ## style and formatting of what is written by hand
	@$(BIN)/ruff check --quiet $(SOURCES)
	@$(BIN)/ruff format --quiet --check $(SOURCES)

type: $(READY)  ## mypy --strict on everything, pyright on what users see
	@$(BIN)/mypy
	@$(BIN)/basedpyright --level error

build: $(READY)  ## the wheel and the source distribution, in dist/
	@$(BIN)/python -m build --no-isolation --outdir dist .

lock: $(READY)  ## rewrite the lock of the tools from pyproject.toml (needs the package index)
	@$(PYTHON) -m venv $(VENV)/uv && $(VENV)/uv/bin/python -m pip -qq install uv
	@$(VENV)/uv/bin/uv --quiet pip compile --universal --python-version 3.11 --generate-hashes --no-header \
		--all-extras --group dev --group docs pyproject.toml --output-file requirements/dev.txt

help:  ## this list
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*##[ ]*(.*)/\1|\2/' | awk -F'|' '{printf "  make %-18s %s\n", $$1, $$2}'
