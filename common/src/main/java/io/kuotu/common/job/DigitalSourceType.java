package io.kuotu.common.job;

/** How a picture came to be, in IPTC's words (NewsCodes, {@code digitalsourcetype}). */
public enum DigitalSourceType {
    /** "Edited using generative AI": a photograph with parts that a trained model made. */
    COMPOSITE("compositeWithTrainedAlgorithmicMedia"),
    /** "Created using generative AI": no pixel of a photograph is left. */
    GENERATED("trainedAlgorithmicMedia"),
    /** "Algorithmically-altered media": the same scene, corrected or enlarged by an algorithm. */
    ENHANCED("algorithmicallyEnhanced"),
    /** "Pure algorithmic media": drawn by a program that learned from nothing. */
    DRAWN("algorithmicMedia");

    private static final String VOCABULARY = "http://cv.iptc.org/newscodes/digitalsourcetype/";

    private final String term;

    DigitalSourceType(String term) {
        this.term = term;
    }

    /** As it is written in metadata. */
    public String uri() {
        return VOCABULARY + term;
    }
}
