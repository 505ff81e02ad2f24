#!/usr/bin/env bash
# Metrics, rules, runbook and dashboards agree with each other; with --live also with a cluster that runs (builds it first, takes minutes).
#   .ci/observability.sh [--live FOLDER]
set -euo pipefail
cd "$(dirname "$0")/.."
cache=${XDG_CACHE_HOME:-$HOME/.cache}/kuotu-ci
mkdir -p "$cache"

# the package's files alone: installed as usual it would start a service
if ! command -v promtool >/dev/null && [ ! -x "$cache/prometheus/usr/bin/promtool" ]; then
    (
        cd "$cache" && rm -rf prometheus prometheus_*.deb
        apt-get update -qq
        apt-get download -qq prometheus 2>/dev/null || { echo "the package prometheus could not be fetched" >&2; exit 1; }
        dpkg -x prometheus_*.deb prometheus && rm prometheus_*.deb
    )
fi
promtool=$(command -v promtool || echo "$cache/prometheus/usr/bin/promtool")
prometheus=$(command -v prometheus || echo "$cache/prometheus/usr/bin/prometheus")

python=python3
if ! $python -c 'import yaml' 2>/dev/null; then
    [ -x /usr/bin/python3 ] && /usr/bin/python3 -c 'import yaml' 2>/dev/null || { apt-get update -qq && apt-get install -y -qq --no-install-recommends python3-yaml >/dev/null; }
    python=/usr/bin/python3
fi
PYTHONDONTWRITEBYTECODE=1 "$python" deploy/observability/check.py --promtool "$promtool"

if [ "${1:-}" = --live ]; then
    PYTHONDONTWRITEBYTECODE=1 "$python" deploy/observability/live.py --prometheus "$prometheus" --out "${2:-$(mktemp -d)}"
fi
