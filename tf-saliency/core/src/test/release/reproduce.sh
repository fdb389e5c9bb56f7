#!/usr/bin/env bash
# Builds what is published twice, from two copies of the last commit, in other folders, time zones and
# locales, and compares the jars, poms and lists of components byte by byte.
#   reproduce.sh            all that is published
#   reproduce.sh MODULES    some of it, as -pl names them; for example tf-saliency/core
set -euo pipefail
cd "$(dirname "$0")/../../../../.."
modules=${1:-tf-saliency/bom,tf-saliency/core,tf-saliency/display,tf-saliency/cli,tf-saliency/server,tf-saliency/spark}

out=$(mktemp -d)
trap 'rm -rf "$out"' EXIT

build() { # FOLDER TIMEZONE LANGUAGE
  mkdir -p "$out/$1"
  git archive HEAD | tar -x -C "$out/$1"
  (
    cd "$out/$1"
    MAVEN_OPTS="-Duser.timezone=$2 -Duser.language=$3" TZ=$2 mvn -B -ntp -q -Prelease verify \
      -DskipTests -Dspotless.check.skip -pl "$modules"
    find . -path '*/target/*' \( -name 'tf-saliency*.jar' -o -name 'bom.*' -o -name flattened-pom.xml \) \
      | LC_ALL=C sort | xargs sha256sum
  ) > "$out/$1.sums"
}
build one UTC en
build a/second/folder Asia/Kathmandu tr

diff "$out/one.sums" "$out/a/second/folder.sums"
cat "$out/one.sums"
echo "The two builds have the same bytes."
