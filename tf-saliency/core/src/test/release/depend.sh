#!/usr/bin/env bash
# Depends on the published artifacts as strangers do: four fresh projects, on the class path, on the
# module path, shaded and with the command line. The first three compute a map each. The projects have
# a local repository of their own; what yours has already is copied from there, not downloaded.
#   depend.sh             builds what is published, without tests and Javadoc, and depends on it
#   depend.sh REPOSITORY  depends on what is in that folder
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
root=$(cd "$here/../../../../.." && pwd)
local=${LOCAL_REPOSITORY:-$HOME/.m2/repository}

out=$(mktemp -d)
trap 'rm -rf "$out"' EXIT

if [ $# -eq 0 ]; then
  repository=$out/repository
  (cd "$root" && mvn -B -ntp -q -Prelease deploy -DskipTests -Dspotless.check.skip \
    -Dmaven.javadoc.skip -Dmaven.install.skip "-DaltDeploymentRepository=local::file:$repository" \
    -pl tf-saliency/bom,tf-saliency/core,tf-saliency/display,tf-saliency/cli,tf-saliency/server)
else
  repository=$(realpath "$1")
fi

case $(uname -sm) in
  "Linux aarch64") natives=linux-arm64 ;;
  "Darwin arm64") natives=macosx-arm64 ;;
  *) natives=linux-x86_64 ;;
esac

cp -r "$here/dependants" "$out/projects"
cd "$out/projects"
mvn -B -ntp -q package "-Dmaven.repo.local=$out/local" "-Dpublished=file://$repository" \
  "-Dcached=file://$local" "-Dnatives=$natives" \
  "-Dtf-saliency.version=$(sed -n 's:.*<version>\(.*\)</version>.*:\1:p' "$root/pom.xml" | head -1)"

model=$root/savedmodels/efficientnet-lite0
png=$root/examples/photos/coffee.png
jpeg=$root/examples/photos/china.jpg
export TF_CPP_MIN_LOG_LEVEL=2

java -cp "classpath/target/classes:classpath/target/lib/*" \
  dependant.OnClassPath "$model" "$png" > classpath.txt
java -p modulepath/target/classes:modulepath/target/lib \
  -m dependant/dependant.OnModulePath "$model" "$png" > modulepath.txt
java -cp "shaded/target/shaded-1.jar:shaded/target/lib/*" \
  dependant.Shaded "$model" "$png" "$jpeg" > shaded.txt

# One picture, one map, however the library is reached.
cmp classpath.txt modulepath.txt
head -1 shaded.txt | cmp classpath.txt -
test "$(wc -l < shaded.txt)" = 2
cat shaded.txt

# An application that left the readers of pictures out is told which one it needs.
if java -cp "classpath/target/classes:classpath/target/lib/*" \
  dependant.OnClassPath "$model" "$jpeg" 2> missing.txt; then
  echo "A JPEG was read without its reader." >&2
  exit 1
fi
grep "Maybe add the dependency com.twelvemonkeys.imageio:imageio-jpeg:" missing.txt

java -cp "commands/target/lib/*" io.github.tfsaliency.cli.TfSaliency help serve > help.txt
grep -q -e --port help.txt

jars=$(find classpath/target/lib -name '*.jar' ! -name "*-$natives.jar")
echo "An application depends on $(wc -l <<< "$jars") jars, $(xargs cat <<< "$jars" | wc -c) bytes," \
  "and on TensorFlow's native library."
