package io.kuotu.worker.djl;

/** What a bundle's modules compute in; their inputs and outputs are fp32 in any case. */
public enum Precision {
    FP32(0),
    BF16(1),
    FP16(2);

    private final long code;

    Precision(long code) {
        this.code = code;
    }

    /** As the modules' own {@code prepare} takes it. */
    long code() {
        return code;
    }
}
