package io.millrace.coordinator.store;

import io.millrace.common.error.ErrorCode;
import io.millrace.common.error.MillraceException;
import io.millrace.proto.state.StateRecord;
import io.millrace.proto.state.StateRecord.StoredTask;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;

/** A store in memory, which can be fenced and can be out of reach. */
public final class FakeStateStore implements StateStore {
  private final Map<String, StateRecord> records = new ConcurrentSkipListMap<>();
  private volatile boolean unreachable;
  private volatile boolean fenceNext;
  private volatile boolean doubtNext;

  public void put(StateRecord record) {
    records.put(record.key(), record);
  }

  public StoredTask task(String id) {
    return (StoredTask) records.get(StoredTask.keyOf(id));
  }

  public void reach(boolean reachable) {
    unreachable = !reachable;
  }

  /** The next commit finds that another coordinator has opened the store. */
  public void fenceNext() {
    fenceNext = true;
  }

  /** The next commit succeeds, but the committer does not learn of it. */
  public void doubtNext() {
    doubtNext = true;
  }

  @Override
  public List<StateRecord> open(String coordinatorId) {
    if (unreachable) {
      throw new MillraceException(ErrorCode.DESTINATION_UNREACHABLE, "no home Kafka");
    }
    return List.copyOf(records.values());
  }

  @Override
  public void commit(List<StateRecord> changed, List<String> deletedKeys) {
    if (fenceNext) {
      fenceNext = false;
      throw new FencedException("fenced", null);
    }
    changed.forEach(this::put);
    deletedKeys.forEach(records::remove);
    if (doubtNext) {
      doubtNext = false;
      throw new CommitInDoubtException("in doubt", null);
    }
  }

  @Override
  public void close() {}
}
