package io.kuotu.cli.bench;

import io.kuotu.cli.bench.batching.BatchingBench;
import io.kuotu.cli.bench.batching.SoakBench;
import io.kuotu.cli.bench.gateway.GatewayBench;
import picocli.CommandLine.Command;

/** {@code kuotu bench}. */
@Command(
        name = "bench",
        description = "Measures, and prints a table with the goals beside the figures.",
        subcommands = {
            PipelineBench.class,
            ChainsBench.class,
            ProfileBench.class,
            BatchingBench.class,
            SoakBench.class,
            GatewayBench.class
        },
        subcommandsRepeatable = false)
public final class BenchCommand {}
