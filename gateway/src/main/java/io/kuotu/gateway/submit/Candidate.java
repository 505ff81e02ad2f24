package io.kuotu.gateway.submit;

import java.io.IOException;

/**
 * A picture whose header has been looked at. It is stored once its job is certain to be taken;
 * closing throws away what was needed to look.
 */
public interface Candidate extends AutoCloseable {
    /** As it is seen, px. */
    int width();

    /** As it is seen, px. */
    int height();

    /** Blocks; does nothing where the same bytes are stored already. */
    Source store() throws IOException;

    @Override
    default void close() throws IOException {}

    /** One that lies in the store. */
    static Candidate stored(Source source) {
        return new Candidate() {
            @Override
            public int width() {
                return source.width();
            }

            @Override
            public int height() {
                return source.height();
            }

            @Override
            public Source store() {
                return source;
            }
        };
    }
}
