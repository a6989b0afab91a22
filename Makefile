# Every target sets up what it needs; only Python >= 3.11, make and a package index are assumed.
PYTHON ?= python3
VENV   := .venv
BIN    := $(VENV)/bin
WHEELS := $(VENV)/wheels
READY  := $(VENV)/.ready

.DEFAULT_GOAL := demo
.DELETE_ON_ERROR:

# One download serves this environment and the empty ones that tests make, so a second run needs no network.
$(READY): requirements/dev.txt pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Python 3.11 or newer is needed, this is " + sys.version.split()[0] + ": call make PYTHON=/path/to/python3.11")'
	@echo "setting up $(VENV) ..."
	@rm -rf $(VENV)
	@$(PYTHON) -m venv $(VENV)
	@$(BIN)/python -m pip -qq --disable-pip-version-check download --dest $(WHEELS) --require-hashes --requirement requirements/dev.txt
	@$(BIN)/python -m pip -qq --disable-pip-version-check install --no-index --find-links $(WHEELS) --requirement requirements/dev.txt
	@$(BIN)/python -m pip -qq --disable-pip-version-check install --no-index --no-deps --no-build-isolation --editable .
	@touch $(READY)

.PHONY: setup
setup: $(READY)  ## set up .venv from the lock

.PHONY: lock
lock:  ## rewrite the lock of the tools from pyproject.toml
	@$(PYTHON) -m venv $(VENV)/uv && $(VENV)/uv/bin/python -m pip -qq install uv
	$(VENV)/uv/bin/uv --quiet pip compile --universal --python-version 3.11 --generate-hashes --no-header \
		--all-extras --group dev pyproject.toml --output-file requirements/dev.txt
