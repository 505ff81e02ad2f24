package io.kuotu.plan.cluster;

import io.kuotu.plan.event.Agenda;
import java.util.Comparator;
import java.util.PriorityQueue;

/**
 * The processors of a host. Tasks run at once; where there are more of them than processors, all
 * become slower alike (processor sharing).
 */
final class SimHost implements Agenda.Event {
    /** Told when its task is done. */
    @FunctionalInterface
    interface Task {
        void done(long now);
    }

    private record Running(double end, long number, Task task) {}

    private final Agenda agenda;
    private final double processors;
    private final PriorityQueue<Running> tasks =
            new PriorityQueue<>(
                    Comparator.comparingDouble(Running::end).thenComparingLong(Running::number));
    private double served; // ns that each task has had that was there from the begin on
    private long last; // ns, when served was brought up to date
    private long due = -1; // ns, of the next end
    private long started;

    SimHost(Agenda agenda, double processors) {
        this.agenda = agenda;
        this.processors = processors;
    }

    /**
     * Starts a task.
     *
     * @param nanos of one processor
     */
    void run(long nanos, long now, Task task) {
        advance(now);
        tasks.add(new Running(served + nanos, started++, task));
        awaitNext(now);
    }

    private void advance(long now) {
        served += (now - last) * pace();
        last = now;
    }

    /** ns that each task gets in one. */
    private double pace() {
        return tasks.size() <= processors ? 1 : processors / tasks.size();
    }

    private void awaitNext(long now) {
        Running next = tasks.peek();
        if (next == null) {
            due = -1;
            return;
        }
        long then = now + Math.max(0, (long) Math.ceil((next.end() - served) / pace()));
        if (then != due) { // else that event is still to come
            due = then;
            agenda.add(then, this);
        }
    }

    @Override
    public void happen(long now) {
        if (now != due) {
            return; // tasks came or went since
        }
        due = -1;
        advance(now);
        Running next = tasks.peek();
        while (next != null && next.end() <= served + 1) {
            tasks.remove();
            next.task().done(now);
            next = tasks.peek();
        }
        awaitNext(now);
    }
}
