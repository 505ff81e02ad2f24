#!/usr/bin/env bash
# Tries an upgrade and a rollback without loss: deploy/upgrade/try.sh OLD_REF
#
# Builds OLD_REF in a temporary worktree (OLD_TREE=folder takes one that is built already; so does NEW_TREE for the new version), starts one broker and one store, two gateways and two workers of the old
# version, and lets jobs flow. Then each worker and each gateway is replaced by the new version, one at a time, and after a while by the old one again. At the end every job
# that was accepted must have succeeded, and its one end must be told the same by a gateway of either version, which reads the whole log anew.
# Needs what ./kuotu needs, curl, jq and python3; listens on 127.0.0.1 only. KEEP=1 leaves the folder with all logs; PATIENCE=5 waits five times as long for each start.
set -euo pipefail

old_ref=${1:?usage: deploy/upgrade/try.sh OLD_REF}
root=$(cd "$(dirname "$(readlink -f "$0")")/../.." && pwd)
work=$(mktemp -d "${TMPDIR:-/tmp}/kuotu-upgrade-XXXXXX")
# shellcheck source=deploy/toolchain.sh
. "$root/deploy/toolchain.sh"
export OMP_WAIT_POLICY=PASSIVE
key=upgrade-key operator=upgrade-operator
declare -A pid version
made_worktree=

say() { echo "$(date +%T) $*"; }
fail() {
    say "FAILED: $*" >&2
    exit 1
}

cleanup() {
    local status=$?
    for name in "${!pid[@]}"; do kill "${pid[$name]}" 2>/dev/null || true; done
    wait 2>/dev/null || true
    [ -z "$made_worktree" ] || git -C "$root" worktree remove --force "$made_worktree" || true
    if [ "${KEEP:-}" = 1 ] || [ $status != 0 ]; then say "logs are in $work"; else rm -rf "$work"; fi
    exit $status
}
trap cleanup EXIT

build() { # TREE
    (cd "$1" && "$(find_maven)" -B -q -pl deploy/cli -am -DskipTests -Dspotless.check.skip=true package) \
        >"$work/build.log" 2>&1 || { tail -30 "$work/build.log" >&2; fail "the build of $1"; }
}

java_of() { # VERSION ARGUMENTS... in the foreground
    local tree=${tree_of[$1]} v=$1
    shift
    exec "$JAVA_HOME/bin/java" -Xmx1g --enable-native-access=ALL-UNNAMED --sun-misc-unsafe-memory-access=allow -Dkuotu.log.level=INFO "-Dkuotu.version=$v" \
        -Dkuotu.home="$tree" -cp "$tree/deploy/cli/target/classes:$(cat "$tree/deploy/cli/target/classpath")" "$@"
}

settings() { # NAME: of a gateway and of a worker, in one file
    cat <<END
kuotu.kafka.bootstrap-servers=$bootstrap
kuotu.store.endpoint=$store
kuotu.store.access-key=kuotu
kuotu.store.secret-key=bench-bench
END
}

free_port() { python3 -c 'import socket; s=socket.socket(); s.bind(("127.0.0.1",0)); print(s.getsockname()[1])'; }

await_line() { # FILE TEXT SECONDS
    for ((i = 0; i < $3 * 5 * ${PATIENCE:-1}; i++)); do
        grep -q "$2" "$1" 2>/dev/null && return
        sleep 0.2
    done
    tail -5 "$1" >&2
    fail "no '$2' in $1 within $3 s"
}

start() { # NAME VERSION
    local name=$1 v=$2 kind=${1%-*} log=$work/$1-$2-$(date +%s).log
    settings >"$work/$name.properties"
    if [ "$kind" = gateway ]; then
        cat >>"$work/$name.properties" <<END
kuotu.gateway.port=${port[$name]}
kuotu.tenants.acme.key-sha256=$(printf %s $key | sha256sum | cut -d' ' -f1)
kuotu.tenants.ops.key-sha256=$(printf %s $operator | sha256sum | cut -d' ' -f1)
kuotu.tenants.ops.operator=true
END
    else
        cat >>"$work/$name.properties" <<END
kuotu.worker.id=$name-$v
kuotu.worker.models=${tree_of[$v]}/worker/models
kuotu.worker.bundles=sharp-x2,scenes-256-turbo
kuotu.worker.devices=cpu
kuotu.worker.threads=1
kuotu.worker.ops-port=0
kuotu.worker.drain-grace=PT5S
kuotu.worker.profile.folder=$work/profiles
END
    fi
    java_of "$v" io.kuotu.cli.Kuotu "$kind" --config "$work/$name.properties" >"$log" 2>&1 &
    pid[$name]=$!
    version[$name]=$v
    case $kind in
        gateway) await_line "$log" "^gateway at" 120 ;;
        worker) await_line "$log" "is ready" 180 ;;
    esac
    say "$name runs $v"
}

stop() { # NAME: as an orchestrator does
    kill "${pid[$1]}"
    wait "${pid[$1]}" || true
    unset "pid[$1]"
}

replace() { # NAME VERSION
    stop "$1"
    start "$1" "$2"
    sleep "${BETWEEN:-5}"
}

url() { echo "http://127.0.0.1:${port[$1]}"; }

# A job of a kind, to the gateway that has its turn; who finds none asks the other, with the same key, as the client does
flow() {
    local n=0 names=(gateway-1 gateway-2)
    while [ ! -e "$work/enough" ]; do
        n=$((n + 1))
        local where=expansions body='{"aspect_ratio":"16:9","steps":2,"tier":"standard"}' id=
        [ $((n % 3)) = 0 ] || { where=upscales body='{"factor":2,"tier":"bulk"}'; }
        for try in 0 1 2 3 4 5; do
            id=$(curl -sf -m 20 -H "Authorization: Bearer $key" -H "Idempotency-Key: flow-$n" -F "request=$body;type=application/json" \
                -F "image=@$work/photo.png;type=image/png" "$(url "${names[$(((n + try) % 2))]}")/v1/$where" | jq -r '.id // empty') || true
            [ -z "$id" ] || break
            sleep 1
        done
        if [ -n "$id" ]; then echo "$id" >>"$work/accepted"; else echo "$n" >>"$work/refused"; fi
        sleep "${PAUSE:-2}"
    done
}

declare -A tree_of port
tree_of[new]=${NEW_TREE:-$root}
if [ -n "${OLD_TREE:-}" ]; then
    tree_of[old]=$OLD_TREE
else
    made_worktree=$work/old
    git -C "$root" worktree add --detach "$made_worktree" "$old_ref" >/dev/null 2>&1 || fail "there is no $old_ref"
    tree_of[old]=$made_worktree
    build "$made_worktree"
fi
[ -n "${NEW_TREE:-}" ] || build "$root"

say "old is $old_ref, new is $(git -C "$root" rev-parse --short HEAD)"
python3 - "$work/photo.png" <<'END'
import struct, sys, zlib
w, h = 96, 72
rows = b"".join(b"\0" + bytes((x * 2 % 256, y * 3 % 256, (x + y) % 256)[c] for x in range(w) for c in range(3)) for y in range(h))
chunk = lambda kind, data: struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
open(sys.argv[1], "wb").write(b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", struct.pack(">IIBBBBB", w, h, 8, 2, 0, 0, 0)) + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b""))
END
java_of old io.kuotu.cli.bench.gateway.Backbone "$work/backbone" >"$work/backbone.log" 2>&1 &
pid[backbone]=$!
await_line "$work/backbone.log" "^backbone " 60
read -r _ bootstrap store < <(grep "^backbone " "$work/backbone.log")
port[gateway-1]=$(free_port) port[gateway-2]=$(free_port) port[gateway-3]=$(free_port) port[gateway-4]=$(free_port)

for name in gateway-1 gateway-2 worker-1 worker-2; do start "$name" old; done
flow &
pid[flow]=$!
sleep "${BETWEEN:-5}"
for name in worker-1 worker-2 gateway-1 gateway-2; do replace "$name" new; done
say "all new, with $(wc -l <"$work/accepted") jobs accepted"
if curl -sf -X POST -H "Authorization: Bearer $operator" "$(url gateway-1)/v1/operator/tiers/bulk/pause" >/dev/null; then # what only the new version knows
    sleep 3
    curl -sf -X POST -H "Authorization: Bearer $operator" "$(url gateway-2)/v1/operator/tiers/bulk/resume" >/dev/null || fail "the tier could not be resumed"
fi
for name in gateway-1 worker-1 gateway-2 worker-2; do replace "$name" old; done
touch "$work/enough"
wait "${pid[flow]}" || true
unset "pid[flow]"
say "all old again, with $(wc -l <"$work/accepted") jobs accepted, $([ -e "$work/refused" ] && wc -l <"$work/refused" || echo 0) not"
[ ! -e "$work/refused" ] || fail "some submissions found no gateway in 6 tries: $(cat "$work/refused")"
for ((i = 0; i < 120; i++)); do
    open=0
    while read -r id; do
        state=$(curl -sf -H "Authorization: Bearer $key" "$(url gateway-1)/v1/jobs/$id" | jq -r .state)
        case $state in succeeded | failed | cancelled) ;; *) open=$((open + 1)) ;; esac
    done < <(sort -u "$work/accepted")
    [ $open != 0 ] || break
    sleep 2
done
[ $open = 0 ] || fail "$open jobs have not ended"

start gateway-3 new
start gateway-4 old
wrong=0
while read -r id; do
    told=
    for name in gateway-1 gateway-2 gateway-3 gateway-4; do
        ends=$(curl -sf -H "Authorization: Bearer $key" -H "Accept: application/json" "$(url $name)/v1/jobs/$id/events" |
            jq -c '[.events[] | select(.event == "succeeded" or .event == "failed" or .event == "cancelled") | {id, event, outputs: [.data.outputs[]?.sha256]}]')
        [ "$(jq length <<<"$ends")" = 1 ] || { say "$id at $name: ends $ends"; wrong=$((wrong + 1)); }
        [ -z "$told" ] || [ "$told" = "$ends" ] || { say "$id: $name says $ends, another $told"; wrong=$((wrong + 1)); }
        told=$ends
    done
    jq -e '.[0].event == "succeeded"' <<<"$told" >/dev/null || { say "$id: $told"; wrong=$((wrong + 1)); }
done < <(sort -u "$work/accepted")
say "left out as unreadable: $(cat "$work"/*.log | grep -c "is unreadable" || true) record(s)"
grep -h "is unreadable" "$work"/*.log | sed 's/^[^ ]* *//' | sort | uniq -c | head -10 || true
[ $wrong = 0 ] || fail "$wrong of the ends are wrong"
say "OK: $(sort -u "$work/accepted" | wc -l) jobs, each ended once, well, and all gateways say so"
