#!/bin/sh
# Write requirements/*.txt: every package at one version, with the hash of each of its files.
#   scripts/pin.sh              keep the versions already pinned, add what pyproject.toml now needs
#   scripts/pin.sh --upgrade    take the newest versions that pyproject.toml allows
set -eu
cd "$(dirname "$0")/.."

uv=$(command -v uv || echo .venv/bin/uv)
[ -x "$uv" ] || { echo "pin.sh needs uv: run 'make setup' first" >&2; exit 1; }

# One resolution for every platform and Python that the project supports; no address and no path in the result.
compile() {
  "$uv" pip compile --quiet --no-config --universal --python-version 3.11 --generate-hashes \
    --no-emit-index-url --no-emit-find-links --custom-compile-command "make pins" "$@"
}

compile pyproject.toml --extra worker --extra gradio --extra oidc --extra onnx --extra otel --extra video --group dev --override requirements/overrides.txt "$@" \
  -o requirements/all.txt
# The smaller sets are parts of the large one, so their versions come from it.
compile pyproject.toml --constraint requirements/all.txt --no-annotate -o requirements/server.txt
compile pyproject.toml --extra worker --constraint requirements/all.txt --no-annotate -o requirements/worker.txt
compile pyproject.toml --extra gradio --constraint requirements/all.txt --override requirements/overrides.txt \
  --no-annotate -o requirements/gradio.txt
compile pyproject.toml --extra worker --extra video --constraint requirements/all.txt --no-annotate \
  -o requirements/video.txt
# What goes into container images: the server with log-ins from elsewhere and traces, the worker with NVIDIA's extras.
compile pyproject.toml --extra oidc --extra otel --constraint requirements/all.txt --no-annotate \
  -o requirements/server-image.txt
compile pyproject.toml --extra worker --extra cuda --extra otel --constraint requirements/all.txt --no-annotate \
  -o requirements/worker-image.txt
echo "hatchling" | compile - --constraint requirements/all.txt --no-annotate -o requirements/build.txt
echo "uv" | compile - "$@" -o requirements/uv.txt
