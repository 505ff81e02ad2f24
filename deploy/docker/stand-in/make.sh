#!/usr/bin/env bash
# Local stand-ins for the public images that Kuotu's container files and compose file name, for places where no image
# registry can be reached (a closed network, a build machine without one). Elsewhere the real images are better.
#
# A stand-in has a name of its own, kuotu-stand-in/..., and only what Kuotu uses of the real one. What is printed puts them
# in the place of the real ones:
#
#   eval "$(sudo deploy/docker/stand-in/make.sh)"             make the missing ones
#   eval "$(sudo deploy/docker/stand-in/make.sh --maven)"     also one for stage 1 of the Dockerfile (builds from source)
#   deploy/docker/stand-in/make.sh --recipe                   print what they are made by, as a hash: an image of another one is made anew
#   deploy/docker/stand-in/make.sh --remove                   remove all
#
# Needs: Linux, root (for debootstrap), docker, debootstrap, JDK 25, Maven; for MinIO a binary named by MINIO_BIN, or Go.
# Packages come from Debian, jars from the Maven repositories that Maven is set up for, MinIO from the Go module proxy.
set -euo pipefail

DEBIAN_SUITE=${DEBIAN_SUITE:-bookworm}
DEBIAN_MIRROR=${DEBIAN_MIRROR:-} # debootstrap's own default unless set, or that of this machine where it is a Debian
WORK=${KUOTU_STAND_IN_DIR:-${XDG_CACHE_HOME:-$HOME/.cache}/kuotu/stand-in}

KAFKA_VERSION=4.4.0

BASE=kuotu-stand-in/debian:$DEBIAN_SUITE
JRE=kuotu-stand-in/temurin:25-jre
MAVEN=kuotu-stand-in/maven:25
KAFKA=kuotu-stand-in/kafka:$KAFKA_VERSION
MINIO=kuotu-stand-in/minio:local
PROMETHEUS=kuotu-stand-in/prometheus:local

MINIO_MODULE=github.com/minio/minio@v0.0.0-20260212201848-7aac2a2c5b7c

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
# shellcheck source=deploy/toolchain.sh
. "$here/../../toolchain.sh"

recipe=$(cat "$here"/* "$here/../../toolchain.sh" | sha256sum | cut -c1-16)

die() {
    echo "stand-in: $1" >&2
    exit 2
}

say() {
    echo "stand-in: $1" >&2
}

need() {
    command -v "$1" >/dev/null || die "$1 is needed for $2"
}

missing() {
    if [ "$(docker image inspect -f '{{index .Config.Labels "io.kuotu.stand-in"}}' "$1" 2>/dev/null)" = "$recipe" ]; then
        say "$1 is there already"
        return 1
    fi
}

# build IMAGE FOLDER, its Dockerfile on stdin
build() {
    cat >"$2/Dockerfile"
    echo "LABEL io.kuotu.stand-in=$recipe" >>"$2/Dockerfile"
    docker build -q -t "$1" "$2" >/dev/null
    say "made $1, $(($(docker image inspect -f '{{.Size}}' "$1") / 1000000)) MB"
}

fresh() {
    rm -rf "${WORK:?}/$1"
    mkdir -p "$WORK/$1"
    echo "$WORK/$1"
}

debian_mirror() {
    if [ -z "$DEBIAN_MIRROR" ] && grep -q '^ID=debian' /etc/os-release; then
        sed -n 's/^URIs: *//p; s/^deb \(\[[^]]*\] \)\{0,1\}\([^ ]*\) .*/\2/p' \
            /etc/apt/sources.list.d/debian.sources /etc/apt/sources.list 2>/dev/null | head -1 || true # one of them is missing
    else
        echo "$DEBIAN_MIRROR"
    fi
}

base() {
    missing "$BASE" || return 0
    need debootstrap "the Debian base"
    [ "$(id -u)" = 0 ] || die "debootstrap needs root"
    local rootfs mirror
    rootfs=$(fresh rootfs)
    mirror=$(debian_mirror)
    say "debootstrap $DEBIAN_SUITE ..."
    debootstrap --variant=minbase --include=ca-certificates "$DEBIAN_SUITE" "$rootfs" ${mirror:+"$mirror"} >"$WORK/debootstrap.log" 2>&1 ||
        die "debootstrap failed, see $WORK/debootstrap.log"
    rm -rf "$rootfs"/var/cache/apt/archives/*.deb "$rootfs"/var/lib/apt/lists/*
    tar -C "$rootfs" -c . | docker import -c 'CMD ["bash"]' -c "LABEL io.kuotu.stand-in=$recipe" \
        -c 'ENV PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin' - "$BASE" >/dev/null
    rm -rf "$rootfs"
    say "made $BASE"
}

# The modules of a JRE: everything but the tools of a developer.
jre() {
    missing "$JRE" || return 0
    local folder jdk modules
    folder=$(fresh jre)
    jdk=$JAVA_HOME
    modules=$("$jdk/bin/java" --list-modules | sed 's/@.*//' | grep -vE \
        '^jdk\.(compiler|javadoc|jshell|jlink|jpackage|jdeps|jartool|jconsole|jstatd|jdi|jcmd|attach|editpad|hotspot\.agent|unsupported\.desktop|incubator\..*|internal\..*|graal.*)$' |
        paste -sd,)
    "$jdk/bin/jlink" --add-modules "$modules" --strip-debug --no-header-files --no-man-pages --output "$folder/jre" >&2
    build "$JRE" "$folder" <<DOCKERFILE
FROM $BASE
ENV JAVA_HOME=/opt/java/openjdk LANG=C.UTF-8 LC_ALL=C.UTF-8
ENV PATH=/opt/java/openjdk/bin:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin
COPY jre /opt/java/openjdk
RUN java -Xshare:dump >/dev/null
CMD ["bash"]
DOCKERFILE
}

maven() {
    missing "$MAVEN" || return 0
    local folder home
    folder=$(fresh maven)
    cp -rL "$JAVA_HOME" "$folder/jdk"
    home=$(mvn -B -v | sed -n 's/^Maven home: //p')
    cp -rL "$home" "$folder/maven"
    build "$MAVEN" "$folder" <<DOCKERFILE
FROM $BASE
ENV JAVA_HOME=/opt/java/openjdk LANG=C.UTF-8 LC_ALL=C.UTF-8
ENV PATH=/opt/java/openjdk/bin:/usr/share/maven/bin:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin
COPY jdk /opt/java/openjdk
COPY maven /usr/share/maven
CMD ["mvn"]
DOCKERFILE
}

# The broker's jars are on Maven Central; the start script turns KAFKA_* variables into properties, as the image does.
kafka() {
    missing "$KAFKA" || return 0
    local folder
    folder=$(fresh kafka)
    sed "s/@KAFKA_VERSION@/$KAFKA_VERSION/g" "$here/kafka-libs.pom.xml" >"$folder/pom.xml"
    mvn -B -q -f "$folder/pom.xml" dependency:copy-dependencies -DoutputDirectory="$folder/libs" >&2
    cp "$here/kafka-run.sh" "$folder/run"
    chmod 755 "$folder/run"
    build "$KAFKA" "$folder" <<DOCKERFILE
FROM $JRE
RUN useradd --uid 1000 --create-home appuser && mkdir -p /opt/kafka/config /var/lib/kafka/data && chown -R appuser /opt/kafka /var/lib/kafka
COPY libs /opt/kafka/libs
COPY run /etc/kafka/docker/run
USER appuser
EXPOSE 9092
VOLUME /var/lib/kafka/data
CMD ["/etc/kafka/docker/run"]
DOCKERFILE
}

minio_binary() {
    local found
    for found in "${MINIO_BIN:-}" "$(command -v minio || true)" "$WORK/go/bin/minio"; do
        if [ -n "$found" ] && [ -x "$found" ]; then
            echo "$found"
            return
        fi
    done
    need go "MinIO, unless MINIO_BIN names a binary"
    say "building MinIO from source (some minutes) ..."
    GOBIN="$WORK/go/bin" go install "$MINIO_MODULE" >&2 || die "go install $MINIO_MODULE failed"
    echo "$WORK/go/bin/minio"
}

minio() {
    missing "$MINIO" || return 0
    local folder binary
    folder=$(fresh minio)
    binary=$(minio_binary)
    cp "$binary" "$folder/minio"
    build "$MINIO" "$folder" <<DOCKERFILE
FROM $BASE
RUN apt-get update -q && apt-get install -q -y --no-install-recommends curl && rm -rf /var/lib/apt/lists/*
COPY minio /usr/bin/minio
EXPOSE 9000
VOLUME /data
ENTRYPOINT ["/usr/bin/minio"]
DOCKERFILE
}

# Debian's Prometheus is older than the public image: what Kuotu configures must work in both.
prometheus() {
    missing "$PROMETHEUS" || return 0
    build "$PROMETHEUS" "$(fresh prometheus)" <<DOCKERFILE
FROM $BASE
RUN apt-get update -q && apt-get install -q -y --no-install-recommends prometheus && rm -rf /var/lib/apt/lists/* \
    && mkdir -p /prometheus && chown nobody /prometheus
USER nobody
EXPOSE 9090
VOLUME /prometheus
WORKDIR /prometheus
ENTRYPOINT ["prometheus"]
CMD ["--config.file=/etc/prometheus/prometheus.yml", "--storage.tsdb.path=/prometheus"]
DOCKERFILE
}

remove() {
    local images
    images=$(docker images --filter label=io.kuotu.stand-in --format '{{.Repository}}:{{.Tag}}' | grep -v '<none>' || true)
    [ -n "$images" ] || { say "there is none"; return; }
    # shellcheck disable=SC2086  # one name a word
    docker rmi $images
}

need docker "all of this"
docker info >/dev/null 2>&1 || die "the docker daemon does not answer"
case ${1:-} in
--recipe) echo "$recipe" ;;
--remove) remove ;;
"" | --maven)
    mkdir -p "$WORK"
    base
    jre
    need mvn "Kafka's jars"
    kafka
    minio
    prometheus
    [ -z "${1:-}" ] || maven
    printf 'export %s\n' "RUNTIME_IMAGE=$JRE" "BUILD_IMAGE=$MAVEN" "KAFKA_IMAGE=$KAFKA" "MINIO_IMAGE=$MINIO" "PROMETHEUS_IMAGE=$PROMETHEUS"
    ;;
*) die "what is '$1'? Only --maven, --recipe and --remove are known" ;;
esac
