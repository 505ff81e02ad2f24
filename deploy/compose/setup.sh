#!/usr/bin/env bash
# Makes .env (with random secrets), tenants.properties (one tenant, demo) and api-key (its key)
# beside this script. What is there already is left alone. None of the three is committed.
set -euo pipefail

cd "$(dirname "${BASH_SOURCE[0]}")"
umask 077

random() {
    od -An -N "$1" -tx1 /dev/urandom | tr -d ' \n'
}

if [ ! -e .env ]; then
    sed "s/^KUOTU_STORE_SECRET_KEY=.*/KUOTU_STORE_SECRET_KEY=$(random 20)/; s/^GRAFANA_PASSWORD=.*/GRAFANA_PASSWORD=$(random 20)/" .env.example >.env
    echo "made .env" >&2
fi

if [ ! -e tenants.properties ]; then
    key=$(random 24)
    printf '%s' "$key" >api-key
    hash=$(printf '%s' "$key" | sha256sum | cut -d' ' -f1)
    sed "s/^\(kuotu.tenants.demo.key-sha256\)=.*/\1=$hash/" tenants.properties.example >tenants.properties
    chmod 644 tenants.properties # the gateway's user is not the owner, and a hash gives nothing away
    echo "made tenants.properties and api-key" >&2
fi
