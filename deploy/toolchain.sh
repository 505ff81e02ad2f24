# Finds JDK 25 and Maven for the launcher scripts, which source this file; sets JAVA_HOME.

die() {
    echo "kuotu: $1" >&2
    exit 2
}

# Prints the major version of a JDK's javac, or nothing.
jdk_version() {
    [ -x "$1/bin/javac" ] && "$1/bin/javac" -version 2>/dev/null | sed -n 's/^javac \([0-9]*\).*/\1/p'
}

find_jdk() {
    local on_path candidate
    on_path=$(command -v javac || true)
    [ -n "$on_path" ] && on_path=$(dirname "$(dirname "$(readlink -f "$on_path")")")
    for candidate in "${JAVA_HOME:-}" "$on_path" /usr/lib/jvm/* "$HOME"/.sdkman/candidates/java/* "$HOME"/.jdks/* /opt/jdk* /opt/java* \
        /Library/Java/JavaVirtualMachines/*/Contents/Home; do
        if [ -n "$candidate" ] && [ "$(jdk_version "$candidate")" = 25 ]; then
            echo "$candidate"
            return
        fi
    done
    die "no JDK 25 found: set JAVA_HOME, or install one (such as Temurin 25)"
}

find_maven() {
    command -v mvn || { [ -n "${MAVEN_HOME:-}" ] && ls "$MAVEN_HOME/bin/mvn"; } || die "no Maven found: install it (3.8.7 or newer)"
}

JAVA_HOME=$(find_jdk)
export JAVA_HOME
