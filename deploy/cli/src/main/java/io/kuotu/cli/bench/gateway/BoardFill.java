package io.kuotu.cli.bench.gateway;

import io.kuotu.cli.bench.Figure;
import io.kuotu.common.job.Job;
import io.kuotu.common.job.JobEvent;
import io.kuotu.common.job.JobId;
import io.kuotu.common.wire.JobRecord;
import io.kuotu.common.wire.JsonCodec;
import io.kuotu.common.wire.Topics;
import io.kuotu.gateway.board.Board;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.ref.Reference;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;

/** A board alone in a small heap, as a process: fed as its tail feeds it. */
final class BoardFill {
    private static final String SIGN = "board";
    private static final String HEAP = "1g";
    private static final int SAMPLES = 1000;

    private final Board board = new Board(Duration.ofDays(365), InstantSource.system());
    private long offset;

    private BoardFill() {}

    /**
     * @param jobs on the board
     * @param endedPercent of them that have ended; the others wait
     */
    static List<Figure> measure(int jobs, int endedPercent) throws IOException {
        List<String> arguments = List.of(Integer.toString(jobs), Integer.toString(endedPercent));
        try (Program filled =
                Program.java(List.of("-Xmx" + HEAP), BoardFill.class, arguments, SIGN)) {
            String[] words = filled.firstWords().split(" ", -1);
            String name =
                    "board of " + jobs + " jobs, " + endedPercent + " % ended, heap of 1 GB: ";
            return List.of(
                    Figure.atMost(
                            name + "live objects", Double.parseDouble(words[0]) / 1e6, "MB", 1000),
                    Figure.of(name + "each", Double.parseDouble(words[0]) / jobs, "bytes"),
                    Figure.of(name + "records read", Double.parseDouble(words[1]), "1/s"),
                    Figure.of(name + "find one of long ago", Double.parseDouble(words[2]), "us"));
        }
    }

    /** {@code JOBS ENDED_PERCENT}: prints live bytes, records per second, µs of a look-up. */
    public static void main(String[] arguments) {
        int jobs = Integer.parseInt(arguments[0]);
        int ended = Integer.parseInt(arguments[1]);
        BoardFill fill = new BoardFill();
        TypicalJobs typical = new TypicalJobs(Instant.now().minus(Duration.ofHours(12)));
        List<JobId> old = new ArrayList<>();
        long spent = 0;
        for (int i = 0; i < jobs; i++) {
            Job job = typical.next();
            if (old.size() < SAMPLES) {
                old.add(job.id());
            }
            byte[] record = JobRecord.encode(job);
            List<JobEvent> events = i % 100 < ended ? typical.life(job) : List.of();
            List<byte[]> told = events.stream().map(JsonCodec::encode).toList();
            long start = System.nanoTime();
            fill.read(job, record, told);
            spent += System.nanoTime() - start;
        }
        long start = System.nanoTime();
        long found = old.stream().filter(id -> fill.board.find(id).isPresent()).count();
        double find = (System.nanoTime() - start) / 1e3 / found;
        long live;
        try {
            System.gc();
            live = ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
        } finally {
            Reference.reachabilityFence(fill);
        }
        System.out.println(SIGN + " " + live + " " + fill.offset / (spent / 1e9) + " " + find);
    }

    private void read(Job job, byte[] record, List<byte[]> events) {
        String id = job.id().value();
        board.read(Topics.jobs(job.pool(), job.tier()), offset++, id, record);
        for (byte[] event : events) {
            board.read(Topics.EVENTS, offset++, id, event);
        }
    }
}
