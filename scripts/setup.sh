#!/bin/sh
# Fill .venv: every dependency at the version and hash of requirements/all.txt, then the project itself, editable.
# Knows nothing of what is done with it. Does nothing when .venv is already what the files ask for.
set -eu
cd "$(dirname "$0")/.."

stamp=.venv/.safelight-setup
want=$(cat requirements/all.txt requirements/uv.txt pyproject.toml src/safelight/__init__.py | cksum)
if [ -x .venv/bin/safelight ] && [ "$(cat $stamp 2>/dev/null)" = "$want" ]; then
  exit 0
fi

is_new_enough() {
  "$1" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null
}

if [ ! -x .venv/bin/python ]; then
  python=
  for candidate in ${PYTHON:-python3} python3.13 python3.12 python3.11; do
    if is_new_enough "$candidate"; then
      python=$candidate
      break
    fi
  done
  if [ -z "$python" ]; then
    echo "Safelight needs Python 3.11 or newer; ${PYTHON:-python3} is $("${PYTHON:-python3}" -V 2>&1)." >&2
    echo "Install one, or name it: make setup PYTHON=/path/to/python3.12" >&2
    exit 1
  fi
  echo "Making .venv with $("$python" -V)"
  if ! "$python" -m venv .venv; then
    rm -rf .venv
    echo "This Python cannot make virtual environments. On Debian and Ubuntu: apt-get install python3-venv" >&2
    exit 1
  fi
elif ! is_new_enough .venv/bin/python; then
  echo ".venv holds $(.venv/bin/python -V), and Safelight needs 3.11 or newer: remove .venv and try again." >&2
  exit 1
fi

if [ ! -e $stamp ]; then
  echo "Installing what Safelight needs. The first time, on Linux, that is a download of 2 to 3 GB"
  echo "(PyTorch comes with its CUDA libraries): about 5 minutes at 100 Mbit/s, under a minute from a cache."
else
  echo "Bringing .venv up to date"
fi

uv=$(command -v uv || true)
if [ -z "$uv" ]; then
  uv=.venv/bin/uv
  if [ ! -x $uv ]; then
    .venv/bin/python -m ensurepip --default-pip >/dev/null
    .venv/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/uv.txt
  fi
fi
# The file is complete, and so resolved with requirements/overrides.txt: nothing is looked up again.
"$uv" pip install --quiet --no-config --python .venv/bin/python --no-deps --require-hashes -r requirements/all.txt
"$uv" pip install --quiet --no-config --python .venv/bin/python --no-deps --no-build-isolation --editable .

echo "$want" >$stamp
echo "Ready: .venv/bin/safelight --help"
