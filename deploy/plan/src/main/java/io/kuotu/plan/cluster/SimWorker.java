package io.kuotu.plan.cluster;

import java.util.List;

/** A worker: lanes of each tier, devices, and the host that it shares with others. */
final class SimWorker {
    private enum State {
        STARTING,
        SERVING,
        DRAINING,
        GONE
    }

    private final Cluster cluster;
    private final SimHost host;
    private final List<SimDevice> devices;
    private final List<Poller> pollers;
    private State state = State.STARTING;
    private int held;

    SimWorker(Cluster cluster, SimHost host, List<SimDevice> devices) {
        this.cluster = cluster;
        this.host = host;
        this.devices = devices;
        int lanes = cluster.scenario().fleet().lanesPerTier();
        this.pollers =
                cluster.lines().stream().map(l -> new Poller(cluster, this, l, lanes)).toList();
    }

    /** Takes jobs from now on; nothing where it was told to go meanwhile. */
    void serve(long now) {
        if (state == State.STARTING) {
            state = State.SERVING;
            cluster.serves(1);
            pollers.forEach(poller -> poller.askSoon(now));
        }
    }

    /** Takes none from now on, and is gone when it holds none. */
    void drain(long now) {
        cluster.serves(state == State.SERVING ? -1 : 0);
        state = State.DRAINING;
        goIfEmpty(now);
    }

    private void goIfEmpty(long now) {
        if (state == State.DRAINING && held == 0) {
            state = State.GONE;
            cluster.gone(now);
        }
    }

    boolean isServing() {
        return state == State.SERVING;
    }

    SimHost host() {
        return host;
    }

    /** As {@code worker.batch.Devices} has it: who has least to do, by pixels times steps. */
    SimDevice idlest() {
        SimDevice idlest = devices.getFirst();
        for (SimDevice device : devices) {
            idlest = device.outstanding() < idlest.outstanding() ? device : idlest;
        }
        return idlest;
    }

    void took() {
        held++;
    }

    void gaveBack(long now) {
        held--;
        goIfEmpty(now);
    }
}
