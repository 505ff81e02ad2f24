package io.kuotu.worker.enhance;

/** How much of a stage's change a place of the picture takes, 0 to 1. Thread safe. */
@FunctionalInterface
interface Share {
    Share ALL = (_, _) -> 1;

    float at(int x, int y);
}
