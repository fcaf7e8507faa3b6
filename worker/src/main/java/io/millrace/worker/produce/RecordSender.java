package io.millrace.worker.produce;

/** Where a resource's records go, in transactions. One owner thread. */
public interface RecordSender {
  void begin();

  /** Adds a record to the transaction; the arrays are not changed afterwards by either side. */
  void send(String topic, Integer partition, byte[] key, byte[] value);

  /** Adds a record that is there only if all records since {@link #begin} are. */
  void sendCheckpoint(String topic, byte[] key, byte[] value);

  /** Returns once the commit is certain. */
  void commit();
}
