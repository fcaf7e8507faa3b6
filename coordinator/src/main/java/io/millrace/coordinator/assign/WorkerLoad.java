package io.millrace.coordinator.assign;

/**
 * A worker as the assignment sees it.
 *
 * @param held resources it holds now
 * @param most resources it takes at most
 */
public record WorkerLoad(String worker, boolean draining, int held, int most) {}
