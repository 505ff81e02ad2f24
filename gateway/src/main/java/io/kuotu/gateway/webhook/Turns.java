package io.kuotu.gateway.webhook;

import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;

/**
 * Whose turn it is to be called: hosts in rotation, each with a few calls at a time, and all
 * together with not too many. A host that keeps failing gets one at a time until one goes well, so
 * that calls which hang do not take everybody's places. Owned by the thread {@code webhooks}.
 */
final class Turns {
    private static final int AILING_AFTER = 3;
    private static final int HOSTS_KEPT = 10_000;

    private final int atOnce;
    private final int perHost;
    private final Map<String, Host> hosts = new HashMap<>();
    private final Queue<Host> rotation = new ArrayDeque<>();
    private int underWay;

    Turns(int atOnce, int perHost) {
        this.atOnce = atOnce;
        this.perHost = perHost;
    }

    private final class Host {
        private final Queue<Course> waiting = new ArrayDeque<>();
        private int underWay;
        private int failures;
        private boolean inRotation;

        private boolean mayCall() {
            return !waiting.isEmpty() && underWay < (failures >= AILING_AFTER ? 1 : perHost);
        }

        private void join() {
            if (mayCall() && !inRotation) {
                inRotation = true;
                rotation.add(this);
            }
        }

        private boolean isForgettable() {
            return waiting.isEmpty()
                    && underWay == 0
                    && (failures == 0 || hosts.size() > HOSTS_KEPT);
        }
    }

    void add(Course course) {
        Host host = hosts.computeIfAbsent(course.host(), _ -> new Host());
        host.waiting.add(course);
        host.join();
    }

    /** Takes a place that {@link #done} gives back. */
    Optional<Course> next() {
        if (underWay >= atOnce || rotation.isEmpty()) {
            return Optional.empty();
        }
        Host host = rotation.remove();
        host.inRotation = false;
        Course course = host.waiting.remove();
        host.underWay++;
        underWay++;
        host.join();
        return Optional.of(course);
    }

    /** The place was not needed; says nothing about the host. */
    void unused(String name) {
        Host host = hosts.get(name);
        if (host != null) {
            giveBack(name, host);
        }
    }

    /**
     * @param name of the host that was called
     * @param well whether it answered as it should
     */
    void done(String name, boolean well) {
        Host host = hosts.get(name);
        if (host != null) {
            host.failures = well ? 0 : host.failures + 1;
            giveBack(name, host);
        }
    }

    private void giveBack(String name, Host host) {
        host.underWay--;
        underWay--;
        host.join();
        if (host.isForgettable()) {
            hosts.remove(name);
        }
    }

    int underWay() {
        return underWay;
    }
}
