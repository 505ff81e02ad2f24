package io.kuotu.worker.djl;

import io.kuotu.worker.pipeline.DeviceMemoryExhausted;
import java.lang.foreign.Arena;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;

/**
 * Memory outside of the heap that values pass through on their way to the device: borrowed and
 * given back, never left to the garbage collector. One thread's: the device's.
 *
 * <p>On a processor a tensor made of such a buffer <em>is</em> the buffer, so no tensor may outlive
 * the loan ({@link DjlScope} sees to that). Buffers start where PyTorch's own do, at 64 bytes:
 * kernels may take another way through memory that starts elsewhere.
 */
final class HostBuffers implements AutoCloseable {
    private static final int ALIGNMENT = 64;
    private static final int SMALLEST = 1 << 12;
    private static final long MOST_KEPT = 256L << 20;

    private final Map<Integer, Deque<Loan>> free = new HashMap<>(); // by size
    private long kept;
    private long lent;

    /**
     * @param arena that owns the memory
     * @param bytes all of it
     */
    record Loan(Arena arena, ByteBuffer bytes) {}

    /**
     * A buffer of the next power of two; what is in it is left over.
     *
     * @param bytes wanted
     */
    Loan borrow(long bytes) {
        int size = sizeFor(bytes);
        Deque<Loan> fitting = free.computeIfAbsent(size, _ -> new ArrayDeque<>());
        Loan loan = fitting.isEmpty() ? allocated(size) : fitting.pop();
        lent += size;
        return loan;
    }

    private static int sizeFor(long bytes) {
        if (bytes > 1 << 30) {
            throw new DeviceMemoryExhausted(
                    bytes + " bytes are more than one buffer holds",
                    new IllegalArgumentException("bytes"));
        }
        return Math.max(SMALLEST, Integer.highestOneBit(Math.max(1, (int) bytes - 1)) << 1);
    }

    private Loan allocated(int size) {
        Arena arena = Arena.ofConfined();
        try {
            ByteBuffer bytes =
                    arena.allocate(size, ALIGNMENT).asByteBuffer().order(ByteOrder.nativeOrder());
            kept += size;
            return new Loan(arena, bytes);
        } catch (OutOfMemoryError e) { // of memory outside of the heap: nothing else is hurt
            arena.close();
            throw new DeviceMemoryExhausted("no memory for a buffer of " + size + " bytes", e);
        }
    }

    /** Beyond what is worth keeping it is freed at once. */
    void giveBack(Loan loan) {
        int size = loan.bytes().capacity();
        lent -= size;
        if (kept > MOST_KEPT) {
            kept -= size;
            loan.arena().close();
        } else {
            free.computeIfAbsent(size, _ -> new ArrayDeque<>()).push(loan);
        }
    }

    /** Bytes, lent and free. */
    long kept() {
        return kept;
    }

    /** Bytes that are lent now. */
    long lent() {
        return lent;
    }

    /** Frees what is not lent. */
    @Override
    public void close() {
        free.values().forEach(loans -> loans.forEach(loan -> loan.arena().close()));
        free.clear();
        kept = lent;
    }
}
