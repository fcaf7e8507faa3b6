package io.millrace.coordinator.loop;

import io.millrace.proto.task.TaskError;

/** What a task's run tells the loop, which writes it down. Called on the loop's thread. */
public interface RunOutcome {
  /** The checkpoint topic's birth record is written. */
  void born();

  /** All rows are in Kafka and the full step is closed; the stream follows. */
  void closed();

  /** All rows are in Kafka and the full step is closed, and no stream follows. */
  void finished();

  /** The task cannot go on. */
  void failed(TaskError error);

  /** It is tried again after a while; also when it is so already, for another reason now. */
  void retrying(TaskError error);

  /** It goes on after having been tried again. */
  void recovered();

  /** Every id is fenced: nobody can commit any more. */
  void retired();

  /** Somebody leads with a higher term. */
  void steppedDown(long term);

  /** Something a person may want to know. */
  void note(String text);
}
