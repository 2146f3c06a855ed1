#!/bin/sh
# See that there is a Chromium for the browser tests: install Debian's where that is allowed, else say what is missing.
set -eu
if [ -n "${SAFELIGHT_CHROMIUM:-}" ] || command -v chromium >/dev/null || command -v google-chrome >/dev/null; then
  exit 0
fi
if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
  echo "Installing Chromium for the browser tests (about 100 MB)"
  apt-get update -qq
  DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends chromium >/dev/null
else
  echo "No Chromium here, so the browser tests will be skipped: install it, or name one in SAFELIGHT_CHROMIUM." >&2
fi
