#!/bin/sh
# Installs the Debian packages that tests need. Root only; does nothing when all of them are there.
set -eu
packages="chromium curl openssl"

missing=""
for package in $packages; do
  dpkg-query -W -f '${db:Status-Status}' "$package" 2>/dev/null | grep -qx installed || missing="$missing $package"
done
if [ -z "$missing" ]; then
  echo "system: nothing to install${packages:+; $packages is there}"
elif [ "$(id -u)" -ne 0 ]; then
  echo "system: needs root to install$missing" >&2
  exit 1
else
  apt-get update -qq
  # shellcheck disable=SC2086 # one word per package
  DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $missing
fi
