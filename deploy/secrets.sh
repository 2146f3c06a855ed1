#!/bin/sh
# Make the secrets that the compose files name, in deploy/secrets/, one file each; those that are there stay.
set -eu
cd "$(dirname "$0")"
mkdir -p secrets
chmod 0700 secrets # the folder keeps others out; containers see single files, and read them as their own users

made() {
  [ -s "secrets/$1" ] || { umask 0077 && printf '%s' "$2" >"secrets/$1" && echo "made deploy/secrets/$1"; }
  chmod 0444 "secrets/$1"
}
random() { head -c 32 /dev/urandom | od -An -tx1 | tr -d ' \n'; }

made safelight_api_key "$(random)"
made safelight_secret_key "$(random)"
made safelight_s3_secret_access_key "$(random)"
made grafana_password "$(random)"
made database_password "$(random)"
made agent_database_password "$(random)"
made safelight_database_url "postgresql+psycopg://safelight:$(cat secrets/database_password)@db:5432/safelight"
made agent_database_url "postgresql+psycopg://safelight_agent:$(cat secrets/agent_database_password)@db:5432/safelight"
