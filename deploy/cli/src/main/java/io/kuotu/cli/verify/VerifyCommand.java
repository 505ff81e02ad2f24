package io.kuotu.cli.verify;

import static java.util.Objects.requireNonNull;

import io.kuotu.cli.Home;
import io.kuotu.common.provenance.KnownKeys;
import io.kuotu.standalone.Standalone;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code kuotu verify}. */
@Command(
        name = "verify",
        description =
                "Says what of a picture is original and what was generated, and whether that is"
                        + " proven. Asks nobody, unless --server is given.",
        exitCodeListHeading = "Exits with:%n",
        exitCodeList = {
            " 0:all that the picture says is proven",
            " 2:wrong arguments",
            " 3:the server was not reached",
            "10:this is no picture",
            "11:the picture says nothing about itself",
            "12:nobody signed what it says, or the signature was taken away",
            "13:signed with a key that you do not know",
            "14:the claim is not what was signed",
            "15:the claim is of another picture",
            "16:the original part was changed",
            "17:the generated part was changed",
            "18:it was not made of the given source",
            "19:the given manifest is not its own",
            "20:the label that other programs read was changed"
        },
        sortOptions = false)
public final class VerifyCommand implements Callable<Integer> {
    private static final Duration ANSWER_WITHIN = Duration.ofSeconds(30);

    @Parameters(paramLabel = "FILE", description = "PNG, JPEG or WebP.")
    private Path file = Path.of("");

    @ArgGroup private @Nullable Trust trust;

    /** Whose word is taken. */
    static final class Trust {
        @Option(
                names = "--keys",
                paramLabel = "KEYS",
                description =
                        "Public keys whose word you take (JSON Web Key Set); those of 'kuotu up' on"
                                + " this machine unless given.")
        private Optional<Path> keys = Optional.empty();

        @Option(
                names = "--server",
                paramLabel = "URL",
                description = "A gateway whose keys you take, fetched from it.")
        private Optional<URI> server = Optional.empty();
    }

    @Option(
            names = "--source",
            paramLabel = "ORIGINAL",
            description = "What it is said to be made of: compared with it, pixel by pixel.")
    private Optional<Path> source = Optional.empty();

    @Option(
            names = "--manifest",
            paramLabel = "MANIFEST",
            description = "Of its job, as GET /v1/jobs/ID/manifest gives it.")
    private Optional<Path> manifest = Optional.empty();

    @Option(names = "--json", description = "For programs.")
    private boolean json;

    @Spec private @Nullable CommandSpec spec;

    @Override
    public Integer call() throws Exception {
        present(file);
        source.ifPresent(this::present);
        manifest.ifPresent(this::present);
        Report report = Verifier.verify(file, new Verifier.Against(keys(), manifest, source));
        PrintWriter out = requireNonNull(spec).commandLine().getOut();
        ReportWriter writer = new ReportWriter(out);
        if (json) {
            writer.json(file, report);
        } else {
            writer.text(file, report);
        }
        out.flush();
        return report.exitCode();
    }

    private void present(Path wanted) {
        if (!Files.isRegularFile(wanted)) {
            throw new ParameterException(
                    requireNonNull(spec).commandLine(), "there is no file " + wanted);
        }
    }

    private KnownKeys keys() throws IOException, InterruptedException {
        if (trust != null && trust.keys.isPresent()) {
            present(trust.keys.get());
            return KnownKeys.read(trust.keys.get());
        }
        if (trust != null && trust.server.isPresent()) {
            return fetched(trust.server.get());
        }
        Path local = Home.data().resolve(Standalone.SIGNING_KEYS);
        return Files.isReadable(local) ? KnownKeys.read(local) : KnownKeys.NONE;
    }

    private static KnownKeys fetched(URI server) throws IOException, InterruptedException {
        URI address = server.resolve(KnownKeys.PATH);
        try (HttpClient http = HttpClient.newHttpClient()) {
            HttpRequest request = HttpRequest.newBuilder(address).timeout(ANSWER_WITHIN).build();
            HttpResponse<byte[]> answer = http.send(request, BodyHandlers.ofByteArray());
            if (answer.statusCode() != 200) {
                throw new IOException(address + " answers " + answer.statusCode());
            }
            return KnownKeys.read(answer.body());
        }
    }
}
