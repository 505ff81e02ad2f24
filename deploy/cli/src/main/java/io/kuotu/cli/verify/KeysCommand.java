package io.kuotu.cli.verify;

import static java.util.Objects.requireNonNull;

import io.kuotu.common.provenance.KnownKeys;
import io.kuotu.common.provenance.SigningKey;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code kuotu keys}. */
@Command(
        name = "keys",
        description = "The keys that pictures and manifests are signed with (Ed25519).",
        subcommands = {KeysCommand.Make.class, KeysCommand.Show.class},
        sortOptions = false)
public final class KeysCommand implements Callable<Integer> {
    @Spec private @Nullable CommandSpec spec;

    @Override
    public Integer call() {
        throw new ParameterException(requireNonNull(spec).commandLine(), "make or show?");
    }

    @Command(
            name = "make",
            description =
                    "Makes a private key for kuotu.worker.signing-key-file, readable by you alone,"
                            + " and prints its public half for kuotu.gateway.signing-keys-file.")
    static final class Make implements Callable<Integer> {
        @Parameters(paramLabel = "FILE", description = "To write; must not be there.")
        private Path file = Path.of("");

        @Spec private @Nullable CommandSpec spec;

        @Override
        public Integer call() throws Exception {
            CommandSpec mine = requireNonNull(spec);
            if (Files.exists(file)) {
                throw new ParameterException(
                        mine.commandLine(), file + " is there already; a key is not overwritten");
            }
            SigningKey key = SigningKey.make(new SecureRandom());
            key.write(file);
            print(mine, KnownKeys.of(key.verifying()));
            return 0;
        }
    }

    @Command(
            name = "show",
            description =
                    "Prints the public halves of private keys: several while one takes another's"
                            + " place.")
    static final class Show implements Callable<Integer> {
        @Parameters(paramLabel = "FILE", arity = "1..*", description = "PKCS#8 in PEM.")
        private List<Path> files = new ArrayList<>();

        @Option(
                names = "--id",
                paramLabel = "ID",
                description = "As kuotu.worker.signing-key-id has it; for one file.")
        private Optional<String> id = Optional.empty();

        @Spec private @Nullable CommandSpec spec;

        @Override
        public Integer call() {
            CommandSpec mine = requireNonNull(spec);
            if (id.isPresent() && files.size() > 1) {
                throw new ParameterException(mine.commandLine(), "--id is for one file");
            }
            print(
                    mine,
                    new KnownKeys(
                            files.stream().map(f -> SigningKey.read(f, id).verifying()).toList()));
            return 0;
        }
    }

    private static void print(CommandSpec spec, KnownKeys keys) {
        spec.commandLine().getOut().print(keys.json());
        spec.commandLine().getOut().flush();
    }
}
