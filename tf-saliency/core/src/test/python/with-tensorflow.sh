#!/usr/bin/env bash
# Prints the path of a Python that has TensorFlow, Keras 2 beside 3, and the stubs of TensorFlow Serving: the system's,
# or one made under target/.
set -euo pipefail
cd "$(dirname "$0")/../../.."

has_tensorflow() {
  "$1" -c 'import importlib.util as u, sys; sys.exit(not all(map(u.find_spec, ("tensorflow", "tf_keras", "tensorflow_serving"))))' \
    2>/dev/null
}

if has_tensorflow python3; then
  command -v python3
  exit
fi
venv=$PWD/target/tensorflow
if ! has_tensorflow "$venv/bin/python"; then
  rm -rf "$venv"
  python3 -m venv "$venv" >&2
  "$venv/bin/python" -m pip install --quiet --disable-pip-version-check tensorflow-cpu==2.18.0 >&2
  # They name the package tensorflow, which is there as tensorflow-cpu with all else that they need.
  "$venv/bin/python" -m pip install --quiet --disable-pip-version-check --no-deps tensorflow-serving-api==2.18.0 \
    tf_keras==2.18.0 >&2
fi
echo "$venv/bin/python"
