#!/bin/sh
# Make the virtual environment named by the first argument, with the first Python that will do.
# PYTHON names another one: make run PYTHON=/opt/python3.13/bin/python3
set -eu
venv=$1
newest_seen=""
without_venv=""

for candidate in ${PYTHON:-python3 python3.14 python3.13 python3.12 python3.11 python}; do
    version=$("$candidate" -c 'import sys; print("%d.%d" % sys.version_info[:2])' 2>/dev/null) || continue
    "$candidate" -c 'import sys; sys.exit(sys.version_info < (3, 11))' || {
        newest_seen="$newest_seen $candidate is $version;"
        continue
    }
    "$candidate" -c 'import ensurepip, venv' 2>/dev/null || {
        without_venv="$without_venv $version"
        continue
    }
    echo "Making $venv with $candidate, Python ${version}…"
    exec "$candidate" -m venv --clear "$venv"
done

if [ -n "$without_venv" ]; then
    cat >&2 <<MESSAGE
This machine's Python (version$without_venv) lacks the parts that make a virtual environment.
On Debian and Ubuntu they are a package of their own:

    sudo apt-get install python3-venv

MESSAGE
else
    cat >&2 <<MESSAGE
Moothall needs Python 3.11 or newer, and found none.${newest_seen:+ Found:$newest_seen}
Debian and Ubuntu:  sudo apt-get install python3 python3-venv
macOS:              brew install python
If it is already there under another name:  make run PYTHON=/path/to/python3.12
MESSAGE
fi
exit 1
