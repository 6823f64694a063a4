# `make help` lists the targets. What takes more than a line or two is in tools/.
.DEFAULT_GOAL := help
unexport PYTHONPATH PYTHONHOME
# Tests start hundreds of processes, each of which would compile all that it imports.
unexport PYTHONDONTWRITEBYTECODE

BIN := .venv/bin
PROJECTS = generator emulator $(patsubst %/pyproject.toml,%,$(wildcard generated/*/pyproject.toml))
# Where mypy finds top-level packages; the repository's root is the base of everything else.
empty :=
SOURCES = $(subst $(empty) ,:,$(wildcard $(PROJECTS:%=%/src)))

# One worker more than there are cores: many tests wait for a socket or for a process of their own. Each begins with a
# run of neighbours, so that what a module's tests share is made once.
WORKERS = $(shell expr $$(getconf _NPROCESSORS_ONLN) + 1)
PYTEST = $(BIN)/python -m pytest -n $(WORKERS) --dist worksteal --ignore=tests/conformance --junitxml=reports/junit.xml \
  $(if $(SEED),--hypothesis-seed=$(SEED))
# A test that is named by its id runs, slow or not.
QUICK = $(if $(findstring ::,$(ARGS)),,and not slow)

.NOTPARALLEL:
# Every target is a command; none is a file.
.PHONY: $(shell awk -F : '/^[a-z-]+:/ {print $$1}' Makefile)

help: ## list the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "make %-17s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

setup: ## bring .venv up to date (the targets that need it do so)
	@tools/python.sh tools.environment

system: ## install the system packages that tests need, or say what to type
	@tools/python.sh tools.system

demo: setup ## regenerate the clients, start the emulator, make every call
	@mkdir -p reports
	@$(BIN)/specseal generate >reports/generate.log 2>&1 || { cat reports/generate.log; exit 1; }
	@$(BIN)/python demo/run.py

picture: setup ## draw what the demo prints, for the README
	$(BIN)/python demo/picture.py

programs: system setup # those from npm that tests need
	@$(BIN)/python -m tools.npm portal site yaml-language-server

test: programs ## run the tests, without the slow ones; ARGS="-k name" narrows it, SEED=1 draws anew
	$(PYTEST) $(if $(QUICK),-m "not slow") $(ARGS)

test-core: setup ## run the tests that need no system package, without the slow ones
	$(PYTEST) -m "not system $(QUICK)" $(ARGS)

test-slow: programs ## run the slow tests: set-ups, browsers, type checkers, mutants
	$(PYTEST) --junitxml=reports/junit-slow.xml -m slow $(ARGS)

test-slow-core: setup ## run the slow tests that need no system package
	$(PYTEST) --junitxml=reports/junit-slow.xml -m "slow and not system" $(ARGS)

test-deep: setup ## run the property tests for MINUTES=10 with many examples, from SEED=1 on
	$(BIN)/python -m tools.deep $(if $(MINUTES),--minutes=$(MINUTES)) $(if $(SEED),--seed=$(SEED)) $(if $(ARGS),-- $(ARGS))

soak: setup ## make 20,000 calls with faults each way, and look for what is missing afterwards
	SPECSEAL_SOAK=20000 $(BIN)/python -m pytest -n 0 tests/runtime/test_soak.py $(ARGS)

matrix: ## run demo and tests under each Python from 3.11 to 3.15 that can be had
	@tools/python.sh tools.matrix $(ARGS)

mutation: mutation-chosen mutation-sampled ## judge chosen and sampled mutants, and write docs/mutation.md

mutation-chosen: setup ## judge the mutants of mutation/chosen/; goes on where it stopped; ARGS="NAME" judges one
	$(BIN)/python -m mutation.chosen --report docs/mutation.md $(ARGS)

mutation-sampled: setup ## judge a sample of all mutants; goes on where it stopped; ARGS="--group signing --jobs 2"
	$(BIN)/python -m mutation.sampled --report docs/mutation.md $(ARGS)

examples: setup ## call the worked vendors' emulators with the vendors' own SDKs, in .cache/sdks
	$(BIN)/uv venv -q --allow-existing .cache/sdks
	$(BIN)/uv pip install -q --python .cache/sdks/bin/python --require-hashes -r tests/examples/sdks/requirements.txt
	$(BIN)/python -m tests.examples.sdks .cache/sdks/bin/python

bench: setup ## measure the clients against their peers; ARGS=--quick for a first look
	$(BIN)/python -m bench.clients $(ARGS)

bench-generator: setup ## measure the generator and how it grows; ARGS=--quick for a first look
	$(BIN)/python -m bench.generator $(ARGS)

bench-emulator: setup ## measure the emulator against Prism, moto and Starlette, and write docs/emulator-speed.md; ARGS=--quick
	$(BIN)/python -m bench.emulator $(ARGS)

scale: setup ## measure the emulator with a million users against a thousand; ARGS="--records 100000"
	$(BIN)/python -m bench.scale $(ARGS)

load-story: setup ## enrol 100,000 synthetic users and look them up at the limit, from several processes
	$(BIN)/python -m bench.enrol $(ARGS)

capacity: setup ## measure costs, simulate 10,000 calls a second, and write docs/capacity.md
	$(BIN)/python -m bench.capacity $(ARGS)

shared-limit: setup ## have ten processes keep to one limit in Redis; ARGS="--duration 60"
	$(BIN)/python -m bench.shared_limit $(ARGS)

corpus: $(if $(DIR),setup) ## generate each operation of the public OpenAPI documents in DIR=…; ARGS=--help
	$(if $(DIR),,$(error corpus: say where the documents are: make corpus DIR=path/to/openapi))
	$(BIN)/python -m bench.corpus "$(abspath $(DIR))" $(ARGS)

conformance: $(if $(DIR),setup) ## run the official overlay documents in DIR=…
	$(if $(DIR),,$(error conformance: say where the documents are: make conformance DIR=path/to/overlay))
	$(BIN)/python -m pytest tests/conformance --conformance-dir="$(abspath $(DIR))" $(ARGS)

zoo: setup ## hold the recipes of sixty schemes against the vendors' own code, and write docs/signing-zoo.md
	$(BIN)/python -m tools.zoo $(ARGS)

drift: $(if $(DIR),setup) ## compare the vendors' pages in DIR=… with the specs
	$(if $(DIR),,$(error drift: say where the saved pages are: make drift DIR=path/to/vendor-docs))
	$(BIN)/python -m tools.drift "$(abspath $(DIR))"

old-code: setup ## type-check the code of the last releases against the clients of today
	$(BIN)/specseal diff --old-code || test $$? = 4

changes: setup ## hold diff, griffe and a type check against each other, and write docs/diff.md
	$(BIN)/python -m tests.diff.bench

check: fresh released pins workflows lint types ## all that must hold besides the tests

fresh: setup # generated files are what the generator writes today
	$(BIN)/specseal generate --check

released: setup # contracts are what they were released as
	$(BIN)/specseal release --check

pins: setup # constraints.txt fits requirements.in and the projects
	$(BIN)/python -m tools.constraints --check

workflows: setup # fit the published schema
	$(BIN)/check-jsonschema --builtin-schema vendor.github-workflows .github/workflows/*.yml

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

portal: setup ## write the feed for documentation portals into dist/portal/
	$(BIN)/specseal portal $(ARGS)

site: setup ## write the feed and a static site from it into dist/site/; fetches Scalar from npm once
	@$(BIN)/python -m tools.site $(ARGS)

lighthouse: site ## hold the site against Lighthouse's scores, in the Chromium of this machine
	@$(BIN)/python -m tools.lighthouse

wheels: setup ## build, check and describe all wheels and sdists in dist/
	$(BIN)/python -m tools.wheels $(ARGS)

reproducible: setup ## build wheels, feed and site in two fresh clones of the commit, and compare every byte
	@$(BIN)/python -m tools.reproducible

publish: setup ## upload what dist/ has and the index has not; ARGS="--dry-run", ARGS="faceid-lite"
	@$(BIN)/python -m tools.publish $(ARGS)

publish-dry-run: setup ## publish dist/ to an index on this machine, and install from it
	$(BIN)/python -m tools.rehearsal $(ARGS)

constraints: ## resolve dependencies anew; UPGRADE=1 takes the newest
	@tools/python.sh tools.environment --packages-only
	$(BIN)/python -m tools.constraints $(if $(UPGRADE),--upgrade)

clean: ## remove what the tools left behind
	rm -rf dist build reports .hypothesis .mypy_cache .pytest_cache .ruff_cache
	find $(PROJECTS) tests tools demo bench mutation -name __pycache__ -prune -exec rm -rf {} + 2>/dev/null || true

distclean: clean ## and also .venv and the fetched packages
	rm -rf .venv .cache
