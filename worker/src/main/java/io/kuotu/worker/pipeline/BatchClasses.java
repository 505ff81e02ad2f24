package io.kuotu.worker.pipeline;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * The batch sizes that a model is run with. What a convolution computes for one sample can differ
 * in its last bit between batch sizes, so a batch is filled up to one of few sizes whose results
 * are known to be the same: then a picture does not depend on its neighbours. Immutable.
 */
public final class BatchClasses {
    /** Every sample by itself. */
    public static final BatchClasses SINGLE = of(List.of(1));

    private final int[] sizes;

    private BatchClasses(int[] sizes) {
        this.sizes = sizes;
    }

    public static BatchClasses of(List<Integer> sizes) {
        int[] sorted = sizes.stream().mapToInt(Integer::intValue).sorted().distinct().toArray();
        if (sorted.length == 0 || sorted[0] < 1) {
            throw new IllegalArgumentException(
                    "batch sizes are one or more positive numbers, not " + sizes);
        }
        return new BatchClasses(sorted);
    }

    /** The smallest batch: fewer samples are filled up to it. */
    public int smallest() {
        return sizes[0];
    }

    /** The largest batch. */
    public int largest() {
        return sizes[sizes.length - 1];
    }

    /** The size that a batch of so many samples is filled up to. */
    public int sizeFor(int samples) {
        if (samples < 1 || samples > largest()) {
            throw new IllegalArgumentException(
                    "a batch has 1 to " + largest() + " samples, not " + samples);
        }
        return Arrays.stream(sizes).filter(size -> size >= samples).findFirst().orElseThrow();
    }

    /**
     * The classes below a size: what is left when the device has no memory for that one. Empty
     * where there is none.
     */
    public Optional<BatchClasses> below(int size) {
        int[] smaller = Arrays.stream(sizes).filter(s -> s < size).toArray();
        return smaller.length == 0 ? Optional.empty() : Optional.of(new BatchClasses(smaller));
    }

    /** Smallest first. */
    public List<Integer> sizes() {
        return Arrays.stream(sizes).boxed().toList();
    }

    @Override
    public String toString() {
        return Arrays.toString(sizes);
    }
}
