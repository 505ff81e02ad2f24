package io.kuotu.gateway.http;

import io.kuotu.common.job.ErrorCode;
import io.kuotu.common.job.Job;
import io.kuotu.common.job.JobSpec;
import io.kuotu.common.job.Problem;
import io.kuotu.common.job.TenantId;
import io.kuotu.common.picture.PictureHeader;
import io.kuotu.gateway.board.JobLookup;
import io.kuotu.gateway.submit.Request;
import io.kuotu.gateway.submit.Source;
import io.kuotu.gateway.submit.Sources;
import io.kuotu.gateway.submit.Submitter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The {@code image} of a request, in any of its forms, to a job. Blocks; meant for virtual threads.
 */
final class ImageReader {
    private static final String FIELD = "image";
    private static final Pattern JOB = Pattern.compile("job:([^/]+)(?:/(\\d{1,3}))?");
    private static final Pattern DATA = Pattern.compile("data:[^,;]*;base64,(.*)", Pattern.DOTALL);

    private final Sources sources;
    private final Submitter submitter;
    private final JobLookup lookup;

    ImageReader(Sources sources, Submitter submitter, JobLookup lookup) {
        this.sources = sources;
        this.submitter = submitter;
        this.lookup = lookup;
    }

    /**
     * Looks at the picture, resolves the request, stores the picture, queues the job: in this
     * order, so that what is refused leaves nothing behind.
     *
     * @param tenant who asks
     * @param image as given in the request
     * @param part the file of a form
     * @param request the rest of it
     */
    Job submit(TenantId tenant, String image, Optional<Path> part, Request request)
            throws IOException, InterruptedException {
        if (image.equals(FormExtractor.PART) && part.isPresent()) {
            return submitFile(tenant, part.get(), request);
        }
        Matcher job = JOB.matcher(image);
        if (job.matches()) {
            int index = job.group(2) == null ? 0 : Integer.parseInt(job.group(2));
            Source source = sources.ofJob(lookup.find(job.group(1), tenant), index);
            return submitter.submit(
                    tenant,
                    request,
                    submitter.resolve(request, source.width(), source.height()),
                    source);
        }
        Matcher data = DATA.matcher(image);
        if (data.matches()) {
            return submitData(tenant, data.group(1), request);
        }
        throw Problem.at(
                        FIELD,
                        ErrorCode.INVALID_REQUEST,
                        "image is neither job:<id> nor a data URI; to send a file, use"
                                + " multipart/form-data")
                .asException();
    }

    private Job submitFile(TenantId tenant, Path file, Request request) throws IOException {
        PictureHeader header = sources.inspect(file);
        JobSpec spec = submitter.resolve(request, header.width(), header.height());
        return submitter.submit(tenant, request, spec, sources.store(file, header));
    }

    private Job submitData(TenantId tenant, String base64, Request request) throws IOException {
        Path file = Files.createTempFile("kuotu-data-", ".bin");
        try {
            Files.write(file, Base64.getMimeDecoder().decode(base64));
            return submitFile(tenant, file, request);
        } catch (IllegalArgumentException e) {
            throw Problem.at(FIELD, ErrorCode.INVALID_REQUEST, "the data URI is no base64")
                    .asException(e);
        } finally {
            Files.deleteIfExists(file);
        }
    }
}
