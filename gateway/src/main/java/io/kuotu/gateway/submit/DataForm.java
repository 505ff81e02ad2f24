package io.kuotu.gateway.submit;

import io.kuotu.common.job.ErrorCode;
import io.kuotu.common.job.Problem;
import io.kuotu.common.job.TenantId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.Optional;

/** {@code data:image/jpeg;base64,...}: the picture itself. */
public final class DataForm implements SourceForm {
    private static final String SCHEME = "data:";
    private static final String BASE64 = ";base64,";

    private final Sources sources;

    public DataForm(Sources sources) {
        this.sources = sources;
    }

    @Override
    public Optional<Candidate> find(TenantId tenant, String image) throws IOException {
        int comma = image.indexOf(',');
        if (!image.startsWith(SCHEME)
                || comma < 0
                || !image.substring(0, comma + 1).endsWith(BASE64)) {
            return Optional.empty();
        }
        Path file = Files.createTempFile("kuotu-data-", ".bin");
        try {
            Files.write(file, Base64.getMimeDecoder().decode(image.substring(comma + 1)));
            return Optional.of(sources.look(file, true));
        } catch (IllegalArgumentException e) {
            Files.deleteIfExists(file);
            throw Problem.at(Sources.FIELD, ErrorCode.INVALID_REQUEST, "the data URI is no base64")
                    .asException(e);
        } catch (IOException | RuntimeException e) {
            Files.deleteIfExists(file);
            throw e;
        }
    }

    @Override
    public String example() {
        return "data:image/jpeg;base64,...";
    }
}
