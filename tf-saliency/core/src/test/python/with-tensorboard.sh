#!/usr/bin/env bash
# Prints the path of a Python that has TensorBoard: the system's, or one made under target/.
set -euo pipefail
cd "$(dirname "$0")/../../.."

if python3 -c 'import tensorboard.main' 2>/dev/null; then
  command -v python3
  exit
fi
venv=$PWD/target/tensorboard
if ! "$venv/bin/python" -c 'import tensorboard.main' 2>/dev/null; then
  rm -rf "$venv"
  python3 -m venv "$venv" >&2
  # It imports pkg_resources, which setuptools no longer has from release 82 on.
  "$venv/bin/python" -m pip install --quiet --disable-pip-version-check \
    tensorboard==2.18.0 'setuptools<81' >&2
fi
echo "$venv/bin/python"
