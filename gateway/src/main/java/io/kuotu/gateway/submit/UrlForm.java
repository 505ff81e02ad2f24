package io.kuotu.gateway.submit;

import io.kuotu.common.job.ErrorCode;
import io.kuotu.common.job.Problem;
import io.kuotu.common.job.ProblemException;
import io.kuotu.common.job.TenantId;
import io.kuotu.gateway.outbound.Answer;
import io.kuotu.gateway.outbound.CallFailed;
import io.kuotu.gateway.outbound.CallRefused;
import io.kuotu.gateway.outbound.GuardedHttp;
import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * {@code https://...}: a picture that somebody serves. It is fetched while its caller waits, and
 * looked at like any file. So that servers that drip do not fill a gateway, there is a limit to the
 * fetches at once, and a quarter of it to those of one tenant.
 */
public final class UrlForm implements SourceForm {
    private static final Pattern FORM = Pattern.compile("(?i)https?:.*", Pattern.DOTALL);
    private static final int SHARE = 4;

    private final Sources sources;
    private final GuardedHttp http;
    private final Limits limits;
    private final Semaphore all;
    private final Map<TenantId, Semaphore> each = new ConcurrentHashMap<>();

    /**
     * @param bytes of a picture
     * @param within in all, redirects and all
     * @param atOnce fetches of this gateway
     */
    public record Limits(long bytes, Duration within, int atOnce) {}

    public UrlForm(Sources sources, GuardedHttp http, Limits limits) {
        this.sources = sources;
        this.http = http;
        this.limits = limits;
        this.all = new Semaphore(limits.atOnce());
    }

    @Override
    public Optional<Candidate> find(TenantId tenant, String image)
            throws IOException, InterruptedException {
        if (!FORM.matcher(image).matches()) {
            return Optional.empty();
        }
        Path file = Files.createTempFile("kuotu-url-", ".bin");
        try {
            fetch(tenant, url(image), file);
            return Optional.of(sources.look(file, true));
        } catch (IOException | RuntimeException | InterruptedException e) {
            Files.deleteIfExists(file);
            throw e;
        }
    }

    @Override
    public String example() {
        return "https://...";
    }

    private static URI url(String image) {
        try {
            return new URI(image);
        } catch (URISyntaxException e) {
            throw problem(ErrorCode.URL_REFUSED, "this is no URL", e);
        }
    }

    private void fetch(TenantId tenant, URI url, Path file)
            throws IOException, InterruptedException {
        long start = System.nanoTime();
        Semaphore own =
                each.computeIfAbsent(
                        tenant, _ -> new Semaphore(Math.max(1, limits.atOnce() / SHARE)));
        enter(own);
        try {
            enter(all);
            try {
                download(url, file, limits.within().minusNanos(System.nanoTime() - start));
            } finally {
                all.release();
            }
        } finally {
            own.release();
        }
    }

    private void enter(Semaphore places) throws InterruptedException {
        long patience = limits.within().toMillis() / 4;
        if (!places.tryAcquire(patience, TimeUnit.MILLISECONDS)) {
            throw problem(ErrorCode.FETCHES_FULL, "too many pictures are being fetched", null);
        }
    }

    private void download(URI url, Path file, Duration within)
            throws IOException, InterruptedException {
        try {
            Answer answer = http.fetch(url, file, limits.bytes(), within);
            if (answer.status() != 200) {
                throw problem(
                        ErrorCode.URL_UNREACHABLE,
                        "the server answers with " + answer.status(),
                        null);
            }
        } catch (CallRefused e) {
            throw problem(ErrorCode.URL_REFUSED, e.getMessage(), e);
        } catch (CallFailed e) {
            throw problem(code(e.reason()), e.getMessage(), e);
        }
    }

    /** A name that nobody knows is told like one that leads inside: else names could be tried. */
    private static ErrorCode code(CallFailed.Reason reason) {
        return switch (reason) {
            case UNKNOWN_HOST -> ErrorCode.URL_REFUSED;
            case TOO_LARGE -> ErrorCode.PAYLOAD_TOO_LARGE;
            case NO_CONNECTION, NO_SECURITY, TIMEOUT, TOO_MANY_REDIRECTS, BROKEN ->
                    ErrorCode.URL_UNREACHABLE;
        };
    }

    private static ProblemException problem(
            ErrorCode code, @Nullable String detail, @Nullable Throwable cause) {
        Problem problem =
                Problem.at(
                        Sources.FIELD, code, "image: " + (detail == null ? code.title() : detail));
        return cause == null ? problem.asException() : problem.asException(cause);
    }
}
