package io.kuotu.gateway.submit;

import io.kuotu.common.job.TenantId;
import java.io.IOException;
import java.util.Optional;

/** One of the ways in which a request can name its picture. Blocks; thread safe. */
public interface SourceForm {
    /**
     * The picture, looked at; empty where {@code image} is not of this form. What is wrong with it
     * is a {@link io.kuotu.common.job.ProblemException} of the field {@code image}.
     *
     * @param tenant who asks: may see its own things only
     * @param image as the request has it
     */
    Optional<Candidate> find(TenantId tenant, String image)
            throws IOException, InterruptedException;

    /** Such as {@code job:<id>}, for the message that lists all forms. */
    String example();
}
