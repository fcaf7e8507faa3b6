package io.millrace.worker.binlog;

import java.util.Optional;

/**
 * What an event of the binlog is, by its type code (MySQL's binlog_event.h, MariaDB's log_event.h).
 */
public enum EventKind {
  /** A statement: DDL, BEGIN, COMMIT, SAVEPOINT, or a change under statement format. */
  QUERY(2),
  STOP(3),
  ROTATE(4),
  /** Values for the statement that follows, or a file for LOAD DATA: statement format. */
  STATEMENT_PART(5, 9, 11, 13, 14, 17),
  /** LOAD DATA under statement format. */
  LOAD_STATEMENT(18),
  FORMAT_DESCRIPTION(15),
  XID(16),
  TABLE_MAP(19),
  WRITE_ROWS(23, 30),
  UPDATE_ROWS(24, 31),
  DELETE_ROWS(25, 32),
  /** An UPDATE whose after-image holds differences of JSON columns. */
  PARTIAL_UPDATE_ROWS(39),
  /** The source lost events. */
  INCIDENT(26),
  HEARTBEAT(27, 41),
  /** May be left out, says the source. */
  IGNORABLE(28, 160, 161, 164),
  ROWS_QUERY(29),
  GTID(33, 42),
  ANONYMOUS_GTID(34),
  PREVIOUS_GTIDS(35),
  GROUP_REPLICATION(36, 37),
  XA_PREPARE(38),
  /** A compressed transaction. Never handed out: the events within are. */
  TRANSACTION_PAYLOAD(40),
  MARIADB_GTID(162),
  MARIADB_GTID_LIST(163);

  private static final EventKind[] BY_TYPE = byType();

  private final int[] types;

  EventKind(int... types) {
    this.types = types;
  }

  /** Empty for a type that this version does not know. */
  static Optional<EventKind> ofType(int type) {
    return Optional.ofNullable(BY_TYPE[type]);
  }

  /** Whether events of this kind bear rows. */
  public boolean bearsRows() {
    return this == WRITE_ROWS
        || this == UPDATE_ROWS
        || this == DELETE_ROWS
        || this == PARTIAL_UPDATE_ROWS;
  }

  private static EventKind[] byType() {
    EventKind[] kinds = new EventKind[256];
    for (EventKind kind : values()) {
      for (int type : kind.types) {
        kinds[type] = kind;
      }
    }
    return kinds;
  }
}
