# `make help` lists the targets. What takes more than a line or two is in tools/.
.DEFAULT_GOAL := help
unexport PYTHONPATH PYTHONHOME

BIN := .venv/bin
PROJECTS = generator emulator $(patsubst %/pyproject.toml,%,$(wildcard generated/*/pyproject.toml))
# Where mypy finds top-level packages; the repository's root is the base of everything else.
empty :=
SOURCES = $(subst $(empty) ,:,$(wildcard $(PROJECTS:%=%/src)) tools)

.PHONY: help setup system demo test test-deep mutation bench bench-generator corpus check lint format types generate fresh pins wheels conformance constraints clean distclean

help: ## list the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "make %-12s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

setup: ## bring .venv up to date (the targets that need it do so)
	@tools/setup.sh

system: ## install the system packages that tests need (root)
	@tools/system.sh

demo: setup ## regenerate the clients, start the emulator, make every call
	$(BIN)/specseal generate
	$(BIN)/python demo/run.py

test: setup ## run everything that needs no root; ARGS="-k name" narrows it, SEED=1 draws anew
	$(BIN)/python -m pytest -n auto --ignore=tests/conformance --junitxml=reports/junit.xml \
	  $(if $(SEED),--hypothesis-seed=$(SEED)) $(ARGS)

test-deep: setup ## run the property tests for MINUTES=10 with many examples, from SEED=1 on
	$(BIN)/python tools/deep.py $(if $(MINUTES),--minutes=$(MINUTES)) $(if $(SEED),--seed=$(SEED)) $(if $(ARGS),-- $(ARGS))

mutation: setup ## plant known faults and report which tests catch each
	$(BIN)/python -m mutation --report docs/mutation.md $(ARGS)

bench: setup ## measure the clients against their peers; ARGS=--quick for a first look
	$(BIN)/python -m bench.clients $(ARGS)

bench-generator: setup ## measure the generator and how it grows; ARGS=--quick for a first look
	$(BIN)/python -m bench.generator $(ARGS)

corpus: $(if $(DIR),setup) ## lint the public OpenAPI documents in DIR=…, and hold both readers against each other
	$(if $(DIR),,$(error corpus: say where the documents are: make corpus DIR=path/to/openapi))
	$(BIN)/python -m bench.corpus "$(abspath $(DIR))"

conformance: $(if $(DIR),setup) ## run the official overlay documents in DIR=…
	$(if $(DIR),,$(error conformance: say where the documents are: make conformance DIR=path/to/overlay))
	$(BIN)/python -m pytest tests/conformance --conformance-dir="$(abspath $(DIR))" $(ARGS)

check: fresh pins lint types ## all that must hold besides the tests

fresh: setup # generated files are what the generator writes today
	$(BIN)/specseal generate --check

pins: setup # constraints.txt fits requirements.in and the projects
	$(BIN)/python tools/constraints.py --check

lint: setup ## ruff: rules and layout
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: setup ## mypy and basedpyright, both strict
	MYPYPATH=$(SOURCES) $(BIN)/mypy
	$(BIN)/basedpyright

format: setup ## let ruff mend what it can
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

generate: setup ## regenerate contracts and clients
	$(BIN)/specseal generate

wheels: setup ## build all wheels and sdists into dist/
	rm -rf dist
	for project in $(PROJECTS); do $(BIN)/python -m build --no-isolation --outdir dist $$project || exit; done

constraints: ## resolve dependencies anew; UPGRADE=1 takes the newest
	@tools/setup.sh --packages-only
	$(BIN)/python tools/constraints.py $(if $(UPGRADE),--upgrade)

clean: ## remove what the tools left behind
	rm -rf dist build reports .hypothesis .mypy_cache .pytest_cache .ruff_cache
	find $(PROJECTS) tests tools demo bench mutation -name __pycache__ -prune -exec rm -rf {} + 2>/dev/null || true

distclean: clean ## and also .venv and the fetched packages
	rm -rf .venv .cache
