package io.kuotu.cli.operate;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.kuotu.common.client.OperatorClient;
import java.io.IOException;
import java.nio.charset.Charset;
import java.util.Locale;
import java.util.Optional;
import java.util.Scanner;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code kuotu purge}. */
@Command(
        name = "purge",
        description =
                "Cancels jobs that wait, as their callers would. Says how many first, and asks.",
        sortOptions = false)
public final class PurgeCommand implements Callable<Integer> {
    private static final int NOT_DONE = 1;

    @Mixin private FilterOptions filter = new FilterOptions();

    @Option(names = "--yes", description = "Do not ask.")
    private boolean yes;

    @Mixin private OperatorOptions options = new OperatorOptions();

    @Override
    public Integer call() throws Exception {
        if (filter.isEmpty()) {
            throw new IllegalArgumentException(
                    "say which jobs: one or more of --tier, --pool, --tenant, --older-than");
        }
        return options.run(this::purge);
    }

    private int purge(OperatorClient operator) throws IOException, InterruptedException {
        OperatorClient.Filter meant = filter.filter(Optional.empty(), Optional.empty());
        JsonNode count = operator.countWaiting(meant);
        int matching = count.path("matching").asInt();
        if (matching == 0 || !isSure(matching)) {
            if (options.isJson()) {
                return options.print(count);
            }
            options.out().println(matching + " job(s) wait; none was cancelled");
            return matching == 0 ? 0 : NOT_DONE;
        }
        return print(cancel(operator, meant), matching);
    }

    private boolean isSure(int matching) {
        if (yes || options.isJson()) {
            return yes; // a program that does not say so only counts
        }
        options.out().print("Cancel " + matching + " job(s) that wait? [y/N] ");
        options.out().flush();
        Scanner in = new Scanner(System.in, Charset.defaultCharset());
        return in.hasNextLine() && in.nextLine().strip().toLowerCase(Locale.ROOT).equals("y");
    }

    /** Jobs that come meanwhile are taken along, as long as each call finds some. */
    private static int cancel(OperatorClient operator, OperatorClient.Filter meant)
            throws IOException, InterruptedException {
        int cancelled = 0;
        JsonNode done;
        do {
            done = operator.purge(meant);
            cancelled += done.path("cancelled").asInt();
        } while (done.path("left").asInt() > 0 && done.path("cancelled").asInt() > 0);
        return cancelled;
    }

    private int print(int cancelled, int matching) {
        if (options.isJson()) {
            ObjectNode json = JsonNodeFactory.instance.objectNode();
            return options.print(json.put("matching", matching).put("cancelled", cancelled));
        }
        options.out().println(cancelled + " job(s) were cancelled");
        return 0;
    }
}
