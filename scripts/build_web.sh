#!/bin/sh
# Build the web app into the package, where the server finds it. Does nothing when it is built from what web/ holds now.
#   scripts/build_web.sh           build when missing or stale
#   scripts/build_web.sh --deps    only fetch what building needs
# Ends with 3 when this machine cannot build it.
set -eu
cd "$(dirname "$0")/.."

static=src/safelight/doors/web/static
stamp=$static/.built-from
deps_stamp=web/node_modules/.safelight-deps

sources() {
  find web/src web/public web/scripts web/index.html web/*.json web/*.ts -type f | LC_ALL=C sort | xargs cksum | cksum
}

want=
[ "${1:-}" = --deps ] || want=$(sources)
if [ "${1:-}" != --deps ] && [ "$(cat $stamp 2>/dev/null)" = "$want" ]; then
  exit 0
fi

if ! command -v node >/dev/null || ! command -v npm >/dev/null; then
  echo "The web app is not built: that needs Node.js 20.19 or newer, and npm. The API works without it." >&2
  exit 3
fi
if ! node -e 'const [a, b] = process.versions.node.split(".").map(Number); process.exit(a > 20 || (a === 20 && b >= 19) ? 0 : 1)'; then
  echo "The web app is not built: that needs Node.js 20.19 or newer, and this is $(node --version). The API works without it." >&2
  exit 3
fi

if [ "$(cat $deps_stamp 2>/dev/null)" != "$(cksum <web/package-lock.json)" ]; then
  echo "Fetching what the web app is built with (about 120 MB, under a minute)"
  # Not `npm ci`: it wants the native parts of every platform in the lock file, and some registries have only Linux's.
  (cd web && npm install --no-save --no-audit --no-fund --loglevel=error)
  cksum <web/package-lock.json >$deps_stamp
fi
[ "${1:-}" != --deps ] || exit 0

echo "Building the web app (about 20 seconds)"
(cd web && npm run --silent build)
echo "$want" >$stamp
