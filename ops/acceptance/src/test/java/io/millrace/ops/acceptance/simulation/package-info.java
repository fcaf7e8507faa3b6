/**
 * The protocol of failover, played from a seed: coordinators, workers and holders take steps in any
 * order on a fake Kafka, with faults, and a judge looks at what is committed.
 *
 * <p>Production code in it: the coordinator's {@code TaskRun} with everything below it (tables,
 * ledgers, holders, attempts, setbacks), {@code Workers} and the assignment; the worker's {@code
 * Assignments} and {@code HeldResource} (which orders are followed, jobs and events by number);
 * {@code TakingStep} (the order of the steps), {@code TakingRules}, {@code ChunkRules}, {@code
 * Cover}; {@code CheckpointState}, the fold of the checkpoint topic; all records and messages of
 * {@code proto}, as objects.
 *
 * <p>Model: Kafka ({@code FakeKafka}, {@code KafkaLog}), the producer with commits of unknown
 * outcome, the grid, the source (a list of changes), and the shells that block on these in
 * production: {@code SimulatedTaking} stands for {@code Taking}, {@code SimulatedHolding} for
 * {@code HoldingRun}, {@code LaneWork} for {@code SnapshotLane}, {@code BinlogWork} for {@code
 * Preparation} and {@code Closing}, {@code StreamWork} for {@code Stream}, {@code
 * SimulatedCoordinator} for {@code CoordinatorLoop} and {@code ActiveTerm}.
 */
package io.millrace.ops.acceptance.simulation;
