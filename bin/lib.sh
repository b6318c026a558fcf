# What the scripts in bin/ share. Sourced by them, never run on its own.
# Gives ROOT (this checkout, also the working folder), VENV, VAR and the functions below.
set -euo pipefail

ROOT=$(cd "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")/.." && pwd -P)
VENV=$ROOT/.venv
VAR=${VAR_DIR:-$ROOT/var}
SELF=bin/$(basename "$0")
cd "$ROOT"

say() { printf '%s\n' "$@"; }

# One clear sentence on stderr, and the end.
fail() {
    printf '%s: %s\n' "$SELF" "$*" >&2
    exit 1
}

# Prints the comment block at the top of the script that asks.
usage() { sed -n '2,/^[^#]/s/^# \{0,1\}//p' "$ROOT/$SELF"; }

python_is_new_enough() {
    command -v "$1" >/dev/null && "$1" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null
}

# Sets PYTHON to the first interpreter that is 3.11 or newer; false if there is none.
find_python() {
    local candidate
    for candidate in ${PYTHON:+"$PYTHON"} python3 python3.14 python3.13 python3.12 python3.11; do
        if python_is_new_enough "$candidate"; then
            PYTHON=$(command -v "$candidate")
            return
        fi
    done
    return 1
}

# require_python: as find_python, but ends with one sentence when no interpreter will do.
require_python() {
    find_python && return
    if command -v python3 >/dev/null; then
        fail "Python 3.11 or newer is needed, and python3 here is $(python3 -c 'import platform; print(platform.python_version())' || echo broken). Install a newer one, or name it: PYTHON=/path/to/python3.11 $SELF"
    fi
    fail "Python 3.11 or newer is needed, and there is no python3 here. Install it and run $SELF again."
}

# require_space FOLDER MB PURPOSE: ends with one sentence when the disk of that folder has less free.
require_space() {
    local free
    free=$(df -Pk "$1" | awk 'NR == 2 { print int($4 / 1024) }')
    if ((free < $2)); then
        fail "The disk is too full: $3 needs $2 MB free, and $1 has $free MB. Make room and run $SELF again."
    fi
}

# The folder of this installation's own data, closed to other users.
make_var() {
    mkdir -p "$VAR" 2>/dev/null && [[ -w $VAR ]] || fail "Cannot write in $VAR. Give this user that folder, or run as its owner."
    chmod 700 "$VAR" 2>/dev/null || true
}
