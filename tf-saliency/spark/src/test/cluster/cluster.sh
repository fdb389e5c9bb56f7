#!/usr/bin/env bash
# Explains pictures on a standalone cluster of this machine and kills a worker half way. Exits with 0
# if every row is there, and every map is the one that a process without Spark computes.
#   cluster.sh JAR NATIVES            what continuous integration runs, on Spark 3.5 and 4
#   cluster.sh JAR NATIVES --all      the same, and all of it on both
#   cluster.sh JAR NATIVES --figures  the throughput, by EfficientNet-Lite0; takes minutes
#   cluster.sh JAR NATIVES --figures --garments  the same by a small network
set -euo pipefail
export PYTHONDONTWRITEBYTECODE=1
here=$(cd "$(dirname "$0")" && pwd)
jar=$(realpath "$1")
natives=$(realpath "$2")
shift 2

out=$(mktemp -d)
trap 'rm -rf "$out"' EXIT
for version in ${SPARK_VERSIONS:-3.5.9 4.3.0}; do
  python=$("$here/with-spark.sh" "$version")
  "$python" "$here/run.py" "$jar" "$natives" "$out" "$@"
done
