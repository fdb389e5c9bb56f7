#!/bin/sh
# Runs the launcher with each Java that is given: --version, methods, explain with three methods,
# serve, and the quick bias analysis. Whatever Java warns of is printed, and fails the run.
# Usage: try.sh JAVA_HOME... (after mvn package; some 10 minutes for each on two cores)
set -eu
root=$(cd "$(dirname "$0")/../../../.." && pwd)
launcher=${LAUNCHER:-$root/examples/target/tf-saliency/bin/tf-saliency}
scratch=$(mktemp -d)
server=
trap 'if [ -n "$server" ]; then kill "$server"; fi; rm -rf "$scratch"' EXIT

step() {
  name=$1
  shift
  if ! "$launcher" "$@" > "$scratch/out" 2> "$scratch/err"; then
    cat "$scratch/out" "$scratch/err"
    echo "failed: $name"
    exit 1
  fi
  warned "$name"
}

warned() {
  if grep -i warning "$scratch/err"; then
    echo "Java warns: $1"
    exit 1
  fi
}

for java in "$@"; do
  export JAVA_HOME="$java"
  step version --version
  cat "$scratch/out"
  step methods methods
  step explain explain --model "$root/savedmodels/efficientnet-lite0" \
    --input "$root/examples/photos/china.jpg" \
    --method gradient lrp:composite=epsilon-plus integrated-gradients:steps=10 \
    --out "$scratch/maps"
  test -s "$scratch/maps/summary.json"

  "$launcher" serve --port 0 --model "$root/savedmodels/efficientnet-lite0" \
    > "$scratch/out" 2> "$scratch/err" &
  server=$!
  until grep -q '^Serving' "$scratch/out"; do
    kill -0 "$server" || { cat "$scratch/out" "$scratch/err"; exit 1; }
    sleep 1
  done
  python3 -c 'import sys, urllib.request; urllib.request.urlopen(sys.argv[1])' \
    "$(sed -n 's/^Listening at //p' "$scratch/out")/v2/health/ready"
  kill "$server"
  wait "$server" || test $? -eq 143
  server=
  warned serve

  step bias-analysis bias-analysis --quick --out "$scratch/report"
  test -s "$scratch/report/report.html"
  rm -rf "$scratch/maps" "$scratch/report"
  echo "$java: good"
done
