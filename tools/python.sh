#!/bin/sh
# Runs a module of tools/ under a supported Python: tools/python.sh tools.environment [arguments].
# PYTHON=… names the interpreter; the default is that of .venv, or the first one found.
set -eu
cd "${0%/*}/.."

run_with() {
  candidate=$1
  shift
  # The real interpreter, also behind a virtual environment or a version manager's shim.
  base=$("$candidate" -c 'import sys
print(sys._base_executable if (3, 11) <= sys.version_info[:2] <= (3, 15) else "")' 2>/dev/null) || return 0
  [ -z "$base" ] || exec "$base" -Es -m "$@"
}

if [ -n "${PYTHON:-}" ]; then
  run_with "$PYTHON" "$@"
else
  [ ! -f .venv/.set-up ] || run_with .venv/bin/python "$@"
  for candidate in python3 python3.13 python3.12 python3.14 python3.11 python3.15 python /usr/bin/python3; do
    run_with "$candidate" "$@"
  done
fi
echo "set-up: needs Python 3.11 to 3.15, and ${PYTHON:-python3} is another version;" \
  "install one or name it: make PYTHON=/path/to/python3 …" >&2
exit 1
