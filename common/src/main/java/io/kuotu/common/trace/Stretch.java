package io.kuotu.common.trace;

import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanBuilder;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Context;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A span while it lasts: one thing that is done, from here to {@link #close}. Where nobody traces
 * there is only {@link #NONE}, all of whose methods do nothing. Thread safe.
 *
 * <p>What runs {@link #within} finds it as {@link #here}, so that those who do a part of it need
 * not be handed it; other threads do not inherit it.
 */
public final class Stretch implements AutoCloseable {
    /** Nobody traces here. */
    public static final Stretch NONE = new Stretch(null, Span.getInvalid());

    private static final ScopedValue<Stretch> HERE = ScopedValue.newInstance();

    private final @Nullable Tracer tracer;
    private final Span span;

    private Stretch(@Nullable Tracer tracer, Span span) {
        this.tracer = tracer;
        this.span = span;
    }

    static Stretch of(Tracer tracer, SpanBuilder begun) {
        return new Stretch(tracer, begun.startSpan());
    }

    /** What this thread is doing; {@link #NONE} outside of any {@link #within}. */
    public static Stretch here() {
        return HERE.isBound() ? HERE.get() : NONE;
    }

    /** Does the work, which finds this as {@link #here}. */
    public <T, X extends Throwable> T within(ScopedValue.CallableOp<? extends T, X> work) throws X {
        return tracer == null ? work.call() : ScopedValue.where(HERE, this).call(work);
    }

    /** The same, for work that returns nothing. */
    public void within(Runnable work) {
        if (tracer == null) {
            work.run();
        } else {
            ScopedValue.where(HERE, this).run(work);
        }
    }

    /** A part of it begins. */
    public Stretch begin(String name) {
        return tracer == null ? NONE : of(tracer, part(tracer, name));
    }

    /** A part of it that is over already. */
    public void was(String name, Instant from, Instant to, Consumer<Stretch> what) {
        if (tracer != null) {
            Span part = part(tracer, name).setStartTimestamp(from).startSpan();
            what.accept(new Stretch(tracer, part));
            part.end(to);
        }
    }

    private SpanBuilder part(Tracer by, String name) {
        return by.spanBuilder(name)
                .setParent(Context.root().with(span))
                .setSpanKind(SpanKind.INTERNAL);
    }

    public Stretch set(String attribute, String value) {
        span.setAttribute(attribute, value);
        return this;
    }

    public Stretch set(String attribute, long value) {
        span.setAttribute(attribute, value);
        return this;
    }

    /** What it is about has the other place, too: nobody's part, but to be looked at together. */
    public Stretch link(TraceContext other) {
        span.addLink(other.span());
        return this;
    }

    /** What was begun under one name is known by a better one. */
    public void rename(String name) {
        span.updateName(name);
    }

    /**
     * It did not do what it was to do.
     *
     * @param type one of few words, such as an error's code
     */
    public void fail(String type) {
        span.setAttribute("error.type", type);
        span.setStatus(StatusCode.ERROR);
    }

    /** Whether anybody will see what is set; where not, it need not be computed. */
    public boolean isKept() {
        return span.isRecording();
    }

    /** Its place in the trace, to go on in elsewhere; empty for {@link #NONE}. */
    public Optional<TraceContext> context() {
        return tracer == null
                ? Optional.empty()
                : Optional.of(new TraceContext(span.getSpanContext()));
    }

    /** It is over, now. */
    @Override
    public void close() {
        span.end();
    }
}
