#!/bin/sh
# Unpacks archives of the launcher and starts each as its users may: from another folder, through a
# symbolic link, from a path with spaces, with a Java that is missing or too old.
# Usage: try.sh ARCHIVE...
set -eu
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT

says() {
  if ! grep -q -e "$1" "$scratch/said"; then
    cat "$scratch/said"
    echo "did not say '$1'"
    exit 1
  fi
}

works() {
  wanted=$1
  shift
  "$@" > "$scratch/said" 2>&1 || { cat "$scratch/said"; echo "failed: $*"; exit 1; }
  says "$wanted"
}

refuses() {
  wanted=$1
  shift
  if "$@" > "$scratch/said" 2>&1; then echo "did not fail: $*"; exit 1; fi
  says "$wanted"
}

mkdir -p "$scratch/old/bin" "$scratch/tools"
printf 'JAVA_VERSION="11.0.2"\n' > "$scratch/old/release"
printf '#!/bin/sh\nexit 3\n' > "$scratch/old/bin/java"
chmod +x "$scratch/old/bin/java"
for tool in dirname readlink; do
  ln -s "$(command -v "$tool")" "$scratch/tools"
done

for archive in "$@"; do
  place="$scratch/a path with spaces"
  mkdir "$place"
  case $archive in
    *.zip) unzip -q "$archive" -d "$place" ;;
    *) tar -xzf "$archive" -C "$place" ;;
  esac
  set -- "$place"/*/bin/tf-saliency
  launcher=$1
  home=$(dirname "$(dirname "$launcher")")
  for file in LICENSE README.md bin/tf-saliency.bat; do
    test -s "$home/$file" || { echo "$archive has no $file"; exit 1; }
  done
  ln -s "$launcher" "$scratch/link"
  (
    cd "$scratch"
    works '^tf-saliency [0-9]' "$launcher" --version
    works '^lrp ' "$launcher" methods
    works '^TensorFlow [0-9]' ./link --version
    works '1 maps' ./link explain --model "$home/savedmodels/efficientnet-lite0" \
      --input "$home/photos/china.jpg" --method gradient --out maps
    refuses 'needs Java 17 or later' env JAVA_HOME="$scratch/old" "$launcher" --version
    refuses "there is no program 'bin/java' in it" env JAVA_HOME=/nowhere "$launcher" --version
    refuses "there is no program 'java' on the PATH" \
      env -u JAVA_HOME PATH="$scratch/tools" /bin/sh "$launcher" --version
  )
  rm -rf "$place" "$scratch/link" "$scratch/maps"
  echo "$archive: good, $(wc -c < "$archive") bytes"
done
