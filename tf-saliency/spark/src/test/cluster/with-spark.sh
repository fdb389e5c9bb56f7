#!/usr/bin/env bash
# Prints the path of a Python that has PySpark of a version, made under target/.
set -euo pipefail
cd "$(dirname "$0")/../../.."

venv=$PWD/target/spark-$1
if ! "$venv/bin/python" -c 'import numpy, pyspark.ml' 2>/dev/null; then
  rm -rf "$venv"
  python3 -m venv "$venv" >&2
  "$venv/bin/python" -m pip install --quiet --disable-pip-version-check \
    "pyspark==$1" numpy==2.2.6 >&2
fi
echo "$venv/bin/python"
