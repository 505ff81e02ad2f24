package io.kuotu.cli;

import java.util.concurrent.CountDownLatch;

/** Servers run until the process is told to end; then they close before it does. */
final class Shutdown {
    private static final CountDownLatch OVER = new CountDownLatch(1);

    private Shutdown() {}

    static void onSignal(AutoCloseable server) {
        Runtime.getRuntime()
                .addShutdownHook(
                        Thread.ofPlatform()
                                .name("shutdown")
                                .unstarted(
                                        () -> {
                                            try {
                                                server.close();
                                            } catch (Exception e) {
                                                System.err.println("the stop was not clean: " + e);
                                            }
                                            OVER.countDown();
                                        }));
    }

    /** Returns never before the hook has run, and then the process is over. */
    static void await() throws InterruptedException {
        OVER.await();
    }
}
