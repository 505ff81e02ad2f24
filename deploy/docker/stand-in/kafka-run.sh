#!/usr/bin/env bash
# Start script of the stand-in for the public Kafka image: KAFKA_A_B=v becomes a.b=v, "__" an underscore, "___" a hyphen.
set -euo pipefail

properties=/opt/kafka/config/server.properties
: >"$properties"
for name in $(compgen -e | grep '^KAFKA_'); do
    case $name in KAFKA_OPTS | KAFKA_HEAP_OPTS | KAFKA_JVM_PERFORMANCE_OPTS | KAFKA_HOME) continue ;; esac
    key=${name#KAFKA_}
    key=${key,,}
    key=${key//___/%}
    key=${key//__/@}
    key=${key//_/.}
    key=${key//%/-}
    key=${key//@/_}
    echo "$key=${!name}" >>"$properties"
done

# shellcheck disable=SC2206  # options, a word each
java=(java ${KAFKA_HEAP_OPTS:--Xmx1g -Xms256m} -Dorg.slf4j.simpleLogger.logFile=System.out ${KAFKA_OPTS:-} -cp '/opt/kafka/libs/*')
"${java[@]}" kafka.tools.StorageTool format --ignore-formatted -t "$CLUSTER_ID" -c "$properties"
exec "${java[@]}" kafka.Kafka "$properties"
