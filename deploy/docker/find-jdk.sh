# Sourced: find_jdk prints the home of a JDK 25, or fails.
find_jdk() {
    local on_path candidate
    on_path=$(command -v javac || true)
    [ -z "$on_path" ] || on_path=$(dirname "$(dirname "$(readlink -f "$on_path")")")
    for candidate in "${JAVA_HOME:-}" "$on_path" /usr/lib/jvm/* /opt/java/* /opt/jdk*; do
        if [ -x "$candidate/bin/javac" ] && "$candidate/bin/javac" -version 2>/dev/null | grep -q '^javac 25'; then
            echo "$candidate"
            return
        fi
    done
    echo "no JDK 25 found: set JAVA_HOME" >&2
    return 1
}
