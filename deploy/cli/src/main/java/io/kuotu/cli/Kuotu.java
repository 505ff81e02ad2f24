package io.kuotu.cli;

import io.kuotu.cli.bench.BenchCommand;
import io.kuotu.cli.drift.DriftCommand;
import io.kuotu.cli.operate.DeadCommand;
import io.kuotu.cli.operate.DrainCommand;
import io.kuotu.cli.operate.JobsCommand;
import io.kuotu.cli.operate.PauseCommand;
import io.kuotu.cli.operate.PurgeCommand;
import io.kuotu.cli.operate.QueueCommand;
import io.kuotu.cli.operate.ResumeCommand;
import io.kuotu.cli.operate.WorkersCommand;
import io.kuotu.cli.plan.PlanCommand;
import io.kuotu.cli.sheet.SheetCommand;
import io.kuotu.cli.verify.KeysCommand;
import io.kuotu.cli.verify.VerifyCommand;
import io.kuotu.common.client.ApiProblem;
import io.kuotu.common.config.InvalidSettings;
import io.kuotu.common.job.ErrorCode.Kind;
import io.kuotu.common.job.ProblemException;
import io.kuotu.worker.bundle.InvalidBundle;
import java.io.IOException;
import java.util.Set;
import org.slf4j.bridge.SLF4JBridgeHandler;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The main class of everything. */
@Command(
        name = "kuotu",
        description = "Expands photographs beyond their frame.",
        mixinStandardHelpOptions = true,
        version = "kuotu 0.1.0-SNAPSHOT",
        sortOptions = false,
        subcommands = {
            DemoCommand.class,
            ExpandCommand.class,
            UpscaleCommand.class,
            ChainCommand.class,
            EnhanceCommand.class,
            VerifyCommand.class,
            KeysCommand.class,
            UpCommand.class,
            GatewayCommand.class,
            WorkerCommand.class,
            JobsCommand.class,
            QueueCommand.class,
            WorkersCommand.class,
            DrainCommand.class,
            DeadCommand.class,
            PauseCommand.class,
            ResumeCommand.class,
            PurgeCommand.class,
            SheetCommand.class,
            DriftCommand.class,
            BenchCommand.class,
            ChaosCommand.class,
            PlanCommand.class,
            CommandLine.HelpCommand.class
        })
public final class Kuotu {
    private static final Set<String> SERVERS = Set.of("up", "gateway", "worker");
    private static final int FAILED = 1;
    private static final int UNUSABLE = 2;
    private static final int UNREACHABLE = 3;

    private Kuotu() {}

    public static void main(String[] arguments) {
        boolean serves = arguments.length > 0 && SERVERS.contains(arguments[0]);
        System.setProperty(
                "kuotu.log.level", System.getProperty("kuotu.log.level", serves ? "INFO" : "WARN"));
        SLF4JBridgeHandler.removeHandlersForRootLogger();
        SLF4JBridgeHandler.install();
        System.exit(commandLine().execute(arguments));
    }

    static CommandLine commandLine() {
        return new CommandLine(new Kuotu())
                .setExecutionExceptionHandler((e, command, _) -> explain(e, command));
    }

    /** What a user can mend is told in a line; anything else with its trace. */
    private static int explain(Exception e, CommandLine command) throws Exception {
        return switch (e) {
            case ApiProblem problem -> {
                command.getErr()
                        .println(
                                problem.field().map(field -> field + ": ").orElse("")
                                        + problem.getMessage());
                yield problem.status() == 401 ? UNUSABLE : FAILED;
            }
            case InvalidSettings _, InvalidBundle _, IllegalArgumentException _ -> {
                command.getErr().println(e.getMessage());
                yield UNUSABLE;
            }
            case ProblemException problem when problem.problem().code().kind() == Kind.CAPACITY -> {
                command.getErr().println(problem.getMessage());
                yield UNREACHABLE;
            }
            case IOException _ -> {
                command.getErr().println(e.getMessage() == null ? e.toString() : e.getMessage());
                yield UNREACHABLE;
            }
            default -> throw e;
        };
    }
}
