#!/usr/bin/env bash
# Prints the path of a Python that has Jupyter's Java kernel, made under target/.
set -euo pipefail
cd "$(dirname "$0")"

venv=$(cd ../../examples && pwd)/target/notebook
if ! cmp -s requirements.txt "$venv/requirements.txt"; then
  rm -rf "$venv"
  python3 -m venv "$venv" >&2
  "$venv/bin/python" -m pip install --quiet --disable-pip-version-check -r requirements.txt >&2
  cp requirements.txt "$venv"
fi
echo "$venv/bin/python"
