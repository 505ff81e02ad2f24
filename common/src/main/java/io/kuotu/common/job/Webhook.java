package io.kuotu.common.job;

import static java.util.Objects.requireNonNull;

import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Where a job's caller wants to be told of it, and of what.
 *
 * @param url that is called, http or https
 * @param events that are told; never none
 */
public record Webhook(String url, List<Event> events) {
    public static final List<Event> DEFAULT =
            List.of(Event.SUCCEEDED, Event.FAILED, Event.CANCELLED);

    public Webhook {
        requireNonNull(url, "url is null");
        events = List.copyOf(events);
        if (events.isEmpty()) {
            throw new IllegalArgumentException("a webhook tells of one kind of event at least");
        }
    }

    /** What can be told; progress and previews are for those who look on. */
    public enum Event {
        QUEUED,
        STARTED,
        REQUEUED,
        SUCCEEDED,
        FAILED,
        CANCELLED;

        /** As streams name it too. */
        public String label() {
            return name().toLowerCase(Locale.ROOT);
        }

        /** Empty for what webhooks do not tell. */
        public static Optional<Event> of(JobEvent event) {
            return switch (event) {
                case JobEvent.Started _ -> Optional.of(STARTED);
                case JobEvent.Requeued _ -> Optional.of(REQUEUED);
                case JobEvent.Succeeded _ -> Optional.of(SUCCEEDED);
                case JobEvent.Failed _ -> Optional.of(FAILED);
                case JobEvent.Cancelled _ -> Optional.of(CANCELLED);
                case JobEvent.Progressed _,
                        JobEvent.Previewed _,
                        JobEvent.Framed _,
                        JobEvent.Claimed _,
                        JobEvent.Left _ ->
                        Optional.empty();
            };
        }
    }

    public boolean tells(Event event) {
        return events.contains(event);
    }
}
