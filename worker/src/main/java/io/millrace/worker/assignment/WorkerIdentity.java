package io.millrace.worker.assignment;

/**
 * Who a worker is.
 *
 * @param worker its id
 * @param incarnation random, of this process
 * @param address for a person: host and process id
 */
public record WorkerIdentity(String worker, String incarnation, String address, String version) {}
