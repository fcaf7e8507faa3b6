package io.millrace.worker.stream;

import io.millrace.worker.binlog.BinlogEvent;
import io.millrace.worker.binlog.QueryEvent;
import io.millrace.worker.binlog.TableMap;
import io.millrace.worker.position.SourceTransaction;

/** Takes the source's transactions in order: begin, rows and statements, end. */
interface TransactionHandler {
  /**
   * What a transaction's records share.
   *
   * @param commitMillis when it was committed, by the source's clock; 0 while unknown
   * @param threadId of the session, 0 while unknown
   */
  record Head(SourceTransaction transaction, long commitMillis, long threadId) {}

  void begin(Head head);

  /** Whether any row of the transaction that was begun may have to be sent. */
  boolean isWanted();

  /** Whether rows of that table would be sent or judged; others need not be kept. */
  boolean concerns(TableMap map);

  /**
   * @param map of the table that the rows are of
   */
  void rows(BinlogEvent event, TableMap map);

  /** A statement that is not part of a transaction's frame: DDL, or a change without rows. */
  void statement(BinlogEvent event, QueryEvent query);

  /** What came of the transaction is void; {@link #end} follows. */
  void rollBack(BinlogEvent event);

  /** Some of what came of the transaction, nobody knows what, is void. */
  void rollBackPart(BinlogEvent event, QueryEvent query);

  /** An XA transaction is prepared; its rows are kept until it ends. */
  void prepared(SourceTransaction preparation);

  /** A prepared XA transaction, whose rows came before, ends within this one. */
  void settled(SourceTransaction preparation);

  /** The transaction is whole; the next one begins where {@code last} ends. */
  void end(BinlogEvent last);
}
