#!/usr/bin/env bash
# Prints the path of a Python that has KServe's client and websockets: one made under target/. It is
# none of TensorFlow's, as KServe wants a newer protobuf.
set -euo pipefail
cd "$(dirname "$0")/../../.."

venv=$PWD/target/kserve
if ! "$venv/bin/python" -c 'import kserve, websockets' 2>/dev/null; then
  rm -rf "$venv"
  python3 -m venv "$venv" >&2
  "$venv/bin/python" -m pip install --quiet --disable-pip-version-check kserve==0.21.0 websockets >&2
fi
echo "$venv/bin/python"
