#!/bin/sh
# Finds a Python 3.11 and lets it bring `.venv` up to date. PYTHON=… names the interpreter to take.
set -eu
tools=${0%/*}

set_up_with() {
  candidate=$1
  shift
  # Under a virtual environment or a version manager's shim this is the real interpreter behind it.
  base=$("$candidate" -c 'import sys
print(sys._base_executable if sys.version_info[:2] == (3, 11) else "")' 2>/dev/null) || return 0
  [ -z "$base" ] || exec "$base" -Es "$tools/environment.py" "$@"
}

if [ -n "${PYTHON:-}" ]; then
  set_up_with "$PYTHON" "$@"
else
  for candidate in python3.11 python3 python; do set_up_with "$candidate" "$@"; done
fi
echo "set-up: Python 3.11 is needed, and ${PYTHON:-what python3.11 and python3 call} is not that;" \
  "install it or name it: make PYTHON=/path/to/python3.11 …" >&2
exit 1
