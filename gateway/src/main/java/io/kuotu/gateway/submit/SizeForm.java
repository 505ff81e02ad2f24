package io.kuotu.gateway.submit;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** {@code size:<width>x<height>}: a picture that nobody sent, for estimates. */
final class SizeForm {
    private static final Pattern FORM = Pattern.compile("size:([1-9]\\d{0,4})x([1-9]\\d{0,4})");

    private SizeForm() {}

    static Optional<Candidate> find(String image) {
        Matcher size = FORM.matcher(image);
        return size.matches()
                ? Optional.of(
                        new Nothing(
                                Integer.parseInt(size.group(1)), Integer.parseInt(size.group(2))))
                : Optional.empty();
    }

    private record Nothing(int width, int height) implements Candidate {
        @Override
        public Source store() {
            throw new IllegalStateException("there is no picture");
        }
    }
}
