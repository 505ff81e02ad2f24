package io.kuotu.cli.operate;

import io.kuotu.common.client.OperatorClient;
import java.time.Duration;
import java.util.Optional;
import picocli.CommandLine.Option;

/** Which jobs, for all commands that are about some. */
final class FilterOptions {
    @Option(names = "--tier", paramLabel = "TIER", description = "interactive, standard or bulk.")
    private Optional<String> tier = Optional.empty();

    @Option(names = "--pool", paramLabel = "POOL", description = "Of the workers.")
    private Optional<String> pool = Optional.empty();

    @Option(names = "--tenant", paramLabel = "TENANT", description = "Who submitted them.")
    private Optional<String> tenant = Optional.empty();

    @Option(
            names = "--older-than",
            paramLabel = "AGE",
            converter = Ages.class,
            description = "Accepted at least so long ago: 90s, 10m, 2h, 3d.")
    private Optional<Duration> olderThan = Optional.empty();

    OperatorClient.Filter filter(Optional<String> state, Optional<String> worker) {
        return new OperatorClient.Filter(state, tier, pool, tenant, worker, olderThan);
    }

    boolean isEmpty() {
        return tier.isEmpty() && pool.isEmpty() && tenant.isEmpty() && olderThan.isEmpty();
    }
}
