#!/usr/bin/env bash
# The studio in Debian's Chromium: against a cluster of simulated devices, and once against the model that ships.
# On a fresh Debian machine as root: installs Chromium, Node and npm, and from npm playwright-core (drives Chromium) and axe-core.
#   .ci/studio.sh [--no-real]      STUDIO_SHOTS=FOLDER keeps screenshots
set -euo pipefail
cd "$(dirname "$0")/.."
cache=${XDG_CACHE_HOME:-$HOME/.cache}/kuotu-ci
mkdir -p "$cache"

fail() {
    echo "studio: $1" >&2
    exit 1
}
install() { # package, the command that it brings
    command -v "$2" >/dev/null || { apt-get update -qq && apt-get install -y -qq --no-install-recommends "$1" >/dev/null; } || fail "$1 could not be installed"
}
install chromium chromium
install nodejs node
install npm npm
[ "$(node -p 'parseInt(process.versions.node)')" -ge 18 ] || fail "node 18 or newer is needed, not $(node --version)"

tests=deploy/studio-test
export npm_config_cache=$cache/npm npm_config_update_notifier=false PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD=1
if [ ! -e $tests/node_modules/.package-lock.json ] || [ $tests/package-lock.json -nt $tests/node_modules/.package-lock.json ]; then
    (cd $tests && npm ci --ignore-scripts --no-audit --no-fund --silent) || fail "npm could not install what $tests/package.json names"
fi

run() { (cd $tests && node --test "$@") || fail "see above"; }
run unit.test.js
run chain.test.js
./kuotu --help >/dev/null # builds, before anything waits for it
run studio.test.js
run live-chain.test.js
[ "${1:-}" = --no-real ] || run real.test.js
