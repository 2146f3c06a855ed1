# Every command of the project. `make check` is what CI runs.
.DEFAULT_GOAL := help
SHELL := /bin/sh
# Python may keep what it compiled, also where a container's image forbids it: a program that imports torch and
# diffusers starts ten seconds of computing sooner, and the tests start hundreds.
export PYTHONDONTWRITEBYTECODE :=

bin := .venv/bin
# Three workers keep the two cores of a small CI machine busy: each waits a third of the time for programs that it
# started. make test PYTEST_WORKERS=8 on a larger one.
PYTEST_WORKERS ?= 3
# One torch thread each, that sleeps while it waits: spinning ones slow each other down many times over.
pytest := OMP_NUM_THREADS=1 OMP_WAIT_POLICY=passive $(bin)/python -m pytest

.PHONY: help setup demo serve web web-dev web-check test test-slow check lint types imports generated scan format golden migration pins bench bench-gpu images clean

help: ## Show this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-11s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

setup: ## Make .venv with everything pinned (first time 2-3 GB; afterwards instant)
	@PYTHON="$(PYTHON)" scripts/setup.sh

demo: setup ## Train a character from 20 pictures and generate with it, on a CPU, offline
	$(bin)/safelight demo

# Without Node.js there is no web app to build, which the script says; the API is served all the same.
serve: setup ## Open the studio on port 8000
	@scripts/build_web.sh || true
	$(bin)/safelight serve

web: ## Build the web app into the package; does nothing when it is up to date
	@scripts/build_web.sh

web-dev: setup ## The web app with hot reload on port 5173, beside a server on port 8000
	@scripts/build_web.sh --deps
	@$(bin)/safelight serve & trap "kill $$!" EXIT INT TERM; cd web && npm run --silent dev

web-check: web ## Style, types, dead code, contrast and size of the web app
	cd web && for part in api:check tokens lint types knip bundle; do npm run --silent $$part || exit 1; done

test: setup web ## Run the tests that need no GPU and no patience
	@scripts/chromium.sh
	cd web && npm test --silent
	$(pytest) -n $(PYTEST_WORKERS) --dist loadscope --no-loadscope-reorder -m "not slow and not gpu" --ignore tests/browser $(ARGS)
	$(pytest) -m "not slow and not gpu" tests/browser

test-slow: setup ## Run the tests that take minutes
	$(pytest) -m "slow and not gpu" $(ARGS)

check: lint types imports generated scan web-check test ## Everything CI asks for

lint: setup ## Style and likely defects
	$(bin)/ruff check
	$(bin)/ruff format --check

types: setup ## Types, strictly
	$(bin)/mypy

imports: setup ## The floors: imports only go down
	$(bin)/lint-imports --no-logo

scan: setup ## Secrets, licences, unsafe calls, and packages with advisories where one can ask
	$(bin)/python scripts/scan.py $(ARGS)

generated: setup ## Fail if a generated file is not what its source gives
	$(bin)/python scripts/diffusers_facts.py --check
	$(bin)/python scripts/env_example.py --check
	$(bin)/python scripts/openapi.py --check

format: setup ## Put the code in house format
	$(bin)/ruff check --fix-only
	$(bin)/ruff format

golden: setup ## Write the generated files anew; review the diff
	$(bin)/python scripts/diffusers_facts.py
	$(bin)/python scripts/env_example.py
	$(bin)/python scripts/openapi.py
	SAFELIGHT_GOLDEN=write $(bin)/python -m pytest -q tests/doors/cli/test_manual.py tests/doors/a1111/test_programs.py tests/doors/openai/test_golden.py tests/engine/training/test_golden.py

migration: setup ## Write a migration from the tables: make migration m="what changes"
	$(bin)/python scripts/new_migration.py "$(m)"

pins: setup ## Write requirements/ anew after a change in pyproject.toml
	scripts/pin.sh $(ARGS)

bench: setup ## Run the benchmarks that need no GPU, briefly: make bench ARGS="--json FILE"
	@OMP_WAIT_POLICY=passive $(bin)/python scripts/bench.py $(ARGS)

bench-gpu: setup ## Run the benchmarks that need a GPU
	@$(bin)/python scripts/bench.py --gpu --full $(ARGS)

images: setup ## Prove the container images by hand, as root, where there is no Docker: ARGS=server
	@$(bin)/python scripts/check_images.py $(ARGS)

clean: ## Remove what was built and cached; keeps .venv and data
	rm -rf build dist src/safelight/doors/web/static .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .coverage .hypothesis
	find src tests benchmarks scripts -name __pycache__ -type d -prune -exec rm -rf {} + 2>/dev/null || true
