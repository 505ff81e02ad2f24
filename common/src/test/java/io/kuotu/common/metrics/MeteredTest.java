package io.kuotu.common.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kuotu.common.job.ProblemException;
import io.kuotu.common.store.MeteredStore;
import io.kuotu.common.testing.FakeObjectStore;
import io.kuotu.common.testing.FakeRecordSink;
import io.kuotu.common.wire.MeteredSink;
import io.prometheus.client.CollectorRegistry;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.Test;

/** What stands around the store and the sink counts, and changes nothing else. */
class MeteredTest {
    private final CollectorRegistry registry = new CollectorRegistry();
    private final FakeObjectStore fakeStore = new FakeObjectStore();
    private final FakeRecordSink fakeSink = new FakeRecordSink();

    private Double calls(String call, String outcome) {
        return registry.getSampleValue(
                "kuotu_store_call_seconds_count",
                new String[] {"call", "outcome"},
                new String[] {call, outcome});
    }

    private Double sends(String topic, String outcome) {
        return registry.getSampleValue(
                "kuotu_record_send_seconds_count",
                new String[] {"topic", "outcome"},
                new String[] {topic, outcome});
    }

    @Test
    void aStoresCalls_goodAndBad() {
        try (MeteredStore store = new MeteredStore(fakeStore, registry)) {
            store.put("a", new byte[] {7}, "text/plain");
            assertThat(store.get("a")).hasValue(new byte[] {7});
            assertThat(store.get("b")).as("that nothing is there is an answer").isEmpty();
            assertThat(calls("put", "ok")).isEqualTo(1);
            assertThat(calls("get", "ok")).isEqualTo(2);
            assertThat(calls("get", "failed")).isZero();
            fakeStore.goAway();
            assertThatThrownBy(() -> store.get("a")).isInstanceOf(ProblemException.class);
            assertThat(store.isAlive()).isFalse();
            assertThat(calls("get", "failed")).isEqualTo(1);
            assertThat(calls("is_alive", "failed")).isEqualTo(1);
        }
    }

    @Test
    void recordsThatTheBrokerHas_andThoseThatItHasNot() {
        MeteredSink sink = new MeteredSink(fakeSink, registry);
        var _ = sink.send("t", "k", new byte[0]).join();
        assertThat(fakeSink.sentTo("t")).hasSize(1);
        assertThat(sends("t", "ok")).isEqualTo(1);
        assertThat(sends("t", "failed")).isZero();
        fakeSink.goAway();
        CompletableFuture<Long> lost = sink.send("t", "k", new byte[0]);
        assertThatThrownBy(lost::join).isInstanceOf(CompletionException.class);
        assertThat(sends("t", "failed")).isEqualTo(1);
        assertThat(sends("t", "ok")).isEqualTo(1);
    }
}
