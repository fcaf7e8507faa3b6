package io.millrace.coordinator.assign;

/**
 * A worker as the assignment sees it.
 *
 * @param held resources it holds now
 */
public record WorkerLoad(String worker, boolean draining, int held) {}
