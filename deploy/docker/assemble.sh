#!/usr/bin/env bash
# Builds Kuotu with Maven and lays out what goes into the images, one folder an image:
#
#   OUT/gateway/{app,lib,java.args}        Kuotu's own jars, everybody else's; the class path, as `java @java.args` takes it
#   OUT/worker/{app,lib,java.args,djl}     the same; PyTorch as it is loaded
#   OUT/models                             the bundles
#   OUT/rehearsal/{lib,sample.jpg,...}     what the two are rehearsed with while an image is built (rehearse.sh), in no image
#
# Runs on the host (deploy/docker/build.sh) or in stage 1 of the Dockerfile. Needs JDK 25 and Maven.
set -euo pipefail

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
# shellcheck source=deploy/toolchain.sh
. "$root/deploy/toolchain.sh"
mvn=$(find_maven)

die() {
    echo "assemble: $1" >&2
    exit 2
}

[ $# = 1 ] || die "usage: assemble.sh OUT"
mkdir -p "$1"
out=$(cd "$1" && pwd)
export PATH=$JAVA_HOME/bin:$PATH

[ "$(uname -s)" = Linux ] || die "the images are for Linux and Maven picks the native libraries of the machine it runs on: use build.sh --from-source"
ls "$root"/worker/models/*/bundle.json >/dev/null 2>&1 || die "there is no bundle in worker/models: a worker would have nothing to serve"

# The date of all that is laid out. A JVM refuses the archive of its classes when a jar has another date than in the rehearsal, and a builder that
# finds a layer of jars in its cache, by their contents, brings their old dates back.
date=2020-01-01T00:00:00Z
modules=(common gateway worker deploy/standalone deploy/plan deploy/chaos deploy/cli)
echo "assemble: Maven builds (the first time fetches its libraries: some minutes) ..." >&2
"$mvn" -B -q -f "$root/pom.xml" -pl "$(IFS=, && echo "${modules[*]}")" -DskipTests \
    package dependency:build-classpath -DincludeScope=runtime -Dmdep.outputFile=target/runtime-classpath >&2

# The runtime class path of a module, a jar a line, sorted.
jars() {
    tr ':' '\n' <"$root/$1/target/runtime-classpath" | sort -u
}

# The command line starts every role, so its class path is the sum of all. An image gets it less what only another role
# brings: the embedded broker and object store of `kuotu up` are in neither, PyTorch is in the worker alone.
lay_out() {
    local image=$1 jar
    mkdir -p "$out/$image/app" "$out/$image/lib"
    comm -23 <(jars deploy/cli) <(comm -23 <(jars deploy/standalone) <(jars "$image")) | grep -v '/kuotu-' |
        while read -r jar; do cp "$jar" "$out/$image/lib/"; done
    # Kuotu's own are small: all of them, since the command line names them all
    for jar in $(printf '%s\n' "${modules[@]}"); do
        cp "$root/$jar"/target/kuotu-*-[0-9]*.jar "$out/$image/app/"
    done
    rm -f "$out/$image"/app/*-tests.jar
    write_arguments "$image"
}

# Jar by jar and in a fixed order: the archive that an image makes of its classes is good for the very class path that it
# was made with, and a wildcard's order is the file system's.
write_arguments() {
    local image=$1 jars
    jars=$(cd "$out/$image" && printf '%s\n' app/*.jar lib/*.jar | LC_ALL=C sort | sed "s#^#/opt/kuotu/$image/#" | paste -sd:)
    printf '%s\n' --enable-native-access=ALL-UNNAMED --sun-misc-unsafe-memory-access=allow -Duser.home=/tmp -cp "$jars" >"$out/$image/java.args"
}

# What only a cluster of one brings: the embedded broker and store.
lay_out_rehearsal() {
    mkdir -p "$out/rehearsal/lib"
    jars deploy/cli | grep -v '/kuotu-' | while read -r jar; do
        local name
        name=$(basename "$jar")
        [ -e "$out/gateway/lib/$name" ] || [ -e "$out/worker/lib/$name" ] || cp "$jar" "$out/rehearsal/lib/"
    done
    cp "$root/deploy/docker/rehearse.sh" "$root/deploy/samples/picos-de-europa.jpg" "$out/rehearsal/"
}

# DJL would unpack PyTorch into its cache at every first start: 450 MB, and a folder that must be writable. Here the cache
# is laid out as DJL does it, and the jar keeps only the properties by which DJL recognizes what it has.
unpack_pytorch() {
    local lib=$out/worker/lib native jni version flavor classifier folder djl
    native=$(ls "$lib"/pytorch-native-*.jar)
    jni=$(ls "$lib"/pytorch-jni-*.jar)
    djl=$(basename "$(ls "$lib"/pytorch-engine-*.jar)" .jar)
    djl=${djl#pytorch-engine-}

    local work
    work=$(mktemp -d)
    (cd "$work" && jar --extract --file "$native" && jar --extract --file "$jni")
    property() { sed -n "s/^$1=//p" "$work/native/lib/pytorch.properties" | tr -d '\r'; }
    version=$(property version)
    flavor=$(property flavor)
    classifier=$(property classifier)
    folder=$out/worker/djl/pytorch/$version-$flavor-$classifier
    mkdir -p "$folder"
    mv "$work/pytorch/$flavor/$classifier"/* "$folder/"
    cp "$work/jnilib/$classifier/$flavor/libdjl_torch.so" "$folder/$djl-libdjl_torch.so"
    local library
    for library in $(property libraries | tr ',' ' '); do
        [ -f "$folder/$library" ] || die "$native lacks $library: has DJL changed how it packs PyTorch?"
    done
    (cd "$work" && jar --create --date "$date" --file "$native" native/lib/pytorch.properties)
    (cd "$work" && rm -rf jnilib/*/ && mkdir -p "jnilib" && jar --create --date "$date" --file "$jni" jnilib/pytorch.properties)
    rm -rf "$work"
}

lay_out gateway
lay_out worker
lay_out_rehearsal
unpack_pytorch
cp -r "$root/worker/models" "$out/models"
chmod -R a+rX "$out" # the images run as a user who owns none of it
find "$out" -exec touch -h -d "$date" {} +
