package io.millrace.coordinator.assign;

/** One resource goes from a worker to another. */
public record Move(String from, String to) {}
