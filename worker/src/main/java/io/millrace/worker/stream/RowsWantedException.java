package io.millrace.worker.stream;

import io.millrace.worker.position.SourceTransaction;

/** An XA transaction is committed whose rows were prepared before what is read. */
final class RowsWantedException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final String name;
  private final transient SourceTransaction commit;

  /**
   * @param name of the XA transaction
   * @param commit the transaction that commits it
   */
  RowsWantedException(String name, SourceTransaction commit) {
    super("XA transaction " + name + ", committed by " + commit, null, false, false);
    this.name = name;
    this.commit = commit;
  }

  String name() {
    return name;
  }

  SourceTransaction commit() {
    return commit;
  }
}
