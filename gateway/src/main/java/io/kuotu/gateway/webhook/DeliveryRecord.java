package io.kuotu.gateway.webhook;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import io.kuotu.common.wire.JsonCodec;
import java.time.Instant;
import java.util.Optional;

/** What lies in {@link io.kuotu.common.wire.Topics#DELIVERIES}. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "type")
@JsonSubTypes({
    @JsonSubTypes.Type(value = DeliveryRecord.Attempted.class, name = "attempted"),
    @JsonSubTypes.Type(value = DeliveryRecord.Redeliver.class, name = "redeliver")
})
public sealed interface DeliveryRecord {
    /** A {@link DeliveryId}. */
    String delivery();

    /**
     * A gateway called.
     *
     * @param delivery what for
     * @param round that the attempt belongs to; each wish to redeliver begins another
     * @param attempt how it went
     * @param state of the delivery after it
     * @param nextAt when the next attempt is due; only while pending
     */
    record Attempted(
            String delivery,
            int round,
            Attempt attempt,
            Delivery.State state,
            Optional<Instant> nextAt)
            implements DeliveryRecord {
        public Attempted {
            requireNonNull(delivery, "delivery is null");
            requireNonNull(attempt, "attempt is null");
            if (nextAt.isPresent() != (state == Delivery.State.PENDING)) {
                throw new IllegalArgumentException("what is pending has a next time, no other");
            }
        }
    }

    /** Somebody wants it called again, from the first attempt on. */
    record Redeliver(String delivery, Instant at) implements DeliveryRecord {
        public Redeliver {
            requireNonNull(delivery, "delivery is null");
            requireNonNull(at, "at is null");
        }
    }

    default byte[] encode() {
        return JsonCodec.encode(this);
    }

    /** Throws {@link IllegalArgumentException} for bytes that are none. */
    static DeliveryRecord decode(byte[] json) {
        return JsonCodec.decode(json, DeliveryRecord.class);
    }
}
