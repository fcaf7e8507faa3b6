package io.millrace.coordinator.store;

import io.millrace.proto.state.StateRecord;
import java.util.List;

/**
 * Where the term and every task are kept. One thread calls it, the loop's; every method blocks, so
 * that thread is never an event loop.
 */
public interface StateStore extends AutoCloseable {
  /**
   * Ends the power of every earlier opener to commit, then reads everything that was committed. May
   * be called again at any time, and must be after a {@link CommitInDoubtException}.
   *
   * @param coordinatorId names this process in the brokers' logs
   * @return the last record of every key, without tombstones
   * @throws FencedException when another coordinator opened it meanwhile
   * @throws io.millrace.common.error.MillraceException DESTINATION_UNREACHABLE when the home Kafka
   *     does not answer, TOPIC_UNFIT when the topic is not what it must be, CHECKPOINT_UNREADABLE
   *     when a record was written by a newer Millrace
   */
  List<StateRecord> open(String coordinatorId);

  /**
   * Writes all of it or nothing.
   *
   * @param deletedKeys keys whose records are removed
   * @throws FencedException when another coordinator has opened the store
   * @throws CommitInDoubtException when the store must be opened again
   */
  void commit(List<StateRecord> records, List<String> deletedKeys);

  @Override
  void close();
}
