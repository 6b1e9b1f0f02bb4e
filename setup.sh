#!/bin/sh
# Sets quiz up in .venv, a folder of its own beside this file; nothing else on the machine changes.
#
#   sh setup.sh        the app: playing, writing, checking, text formats, HTML sheets
#   sh setup.sh all    also PDF printing, every import and export format, and editor support
#   sh setup.sh dev    all of that, editable, with what the tests and checks need
#
# Only if Python cannot make a .venv (bare Debian and Ubuntu), it installs the package python3-venv (with sudo unless you are root).
set -eu
cd "$(dirname "$0")"

say() { echo "setup: $*" >&2; }

python=${PYTHON:-python3}
if ! "$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
    say "quiz needs Python 3.11 or newer; to choose one: PYTHON=python3.12 sh setup.sh"
    exit 1
fi

case ${1:-core} in
    core) what=. ;;
    all) what='.[all]' ;;
    dev) what='.[dev]' ;;
    *) say "unknown: $1 (use nothing, all or dev)"; exit 2 ;;
esac

# Asking pip itself also notices a .venv whose Python is gone, or that was left half made.
if ! .venv/bin/python -m pip --version >/dev/null 2>&1; then
    if ! "$python" -c 'import ensurepip, venv' 2>/dev/null && command -v apt-get >/dev/null; then
        package=$(basename "$python")-venv
        root=
        if [ "$(id -u)" -ne 0 ]; then
            root=sudo
            if ! command -v sudo >/dev/null; then
                say "Python cannot make .venv here; as root, type: apt-get install $package"
                exit 1
            fi
        fi
        say "installing $package, which Python needs to make .venv"
        $root apt-get update -q
        $root apt-get install -q -y "$package"
    fi
    say "making .venv"
    "$python" -m venv --clear .venv
fi

say "installing ${what} into .venv"
editable=
[ "${1:-}" != dev ] || editable=-e
# Not .venv/bin/pip, whose first line names the folder that .venv was made in: this one may have been moved.
.venv/bin/python -m pip install -q --disable-pip-version-check $editable "$what"
say "done: .venv/bin/quiz starts the app"
