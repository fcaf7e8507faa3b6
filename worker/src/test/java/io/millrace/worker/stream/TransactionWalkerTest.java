package io.millrace.worker.stream;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.worker.binlog.BinlogEvent;
import io.millrace.worker.binlog.EventKind;
import io.millrace.worker.binlog.QueryBody;
import io.millrace.worker.binlog.QueryEvent;
import io.millrace.worker.binlog.TableMap;
import io.millrace.worker.position.SourceTransaction;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class TransactionWalkerTest {
  /** Number 0, shop.o, one INT. */
  private static final byte[] MAP = {
    0, 0, 0, 0, 0, 0, 0, 0, 4, 's', 'h', 'o', 'p', 0, 1, 'o', 0, 1, 3, 0, 0
  };

  private final List<String> said = new ArrayList<>();
  private final TransactionWalker walker =
      new TransactionWalker(false, new Recorder(), new PreparedTransactions(1 << 20));
  private long at = 4;

  private void take(EventKind kind, byte[] body) {
    at += 100;
    walker.take(new BinlogEvent(kind, 0, 0, 1, 0, "bin.000001", at - 100, at, body, body.length));
  }

  private void query(String sql) {
    take(EventKind.QUERY, QueryBody.of("shop", sql));
  }

  private void gtid() {
    take(EventKind.ANONYMOUS_GTID, new byte[25]);
  }

  @Test
  void aPreparedTransactionBeginsNothingWhateverIsInIt() {
    gtid();
    query("XA START X'61',X'',1");
    query("SAVEPOINT `s`");
    query("XA END X'61',X'',1");
    take(EventKind.XA_PREPARE, new byte[1]);
    assertThat(said).containsExactly("prepared");
    assertThat(walker.isBetween()).isTrue();
    gtid();
    query("XA COMMIT X'61',X'',1");
    assertThat(said).containsExactly("prepared", "begin", "settled", "end");
  }

  @Test
  void aTransactionCommittedInOnePhaseBeginsAndEndsOnce() {
    gtid();
    query("XA START X'61',X'',1");
    query("SAVEPOINT `s`");
    query("XA END X'61',X'',1");
    take(EventKind.XA_PREPARE, new byte[] {1});
    assertThat(said).containsExactly("begin", "end");
    assertThat(walker.isBetween()).isTrue();
  }

  /** MySQL writes it so where changes cannot be taken back, and at the end of a lost session. */
  @Test
  void anXaTransactionThatIsRolledBackInItsOwnGroupSwallowsNothing() {
    gtid();
    query("XA START X'61',X'',1");
    query("XA END X'61',X'',1");
    query("XA ROLLBACK X'61',X'',1");
    gtid();
    query("SAVEPOINT `s`");
    assertThat(said).containsExactly("begin", "end", "begin");
  }

  @Test
  void rowsOfOtherTablesAreNotKeptForAnXaTransactionsEnd() {
    gtid();
    query("XA START X'61',X'',1");
    take(EventKind.TABLE_MAP, MAP);
    for (int i = 0; i < 20; i++) {
      take(EventKind.WRITE_ROWS, new byte[1 << 17]);
    }
    query("XA END X'61',X'',1");
    take(EventKind.XA_PREPARE, new byte[1]);
    assertThat(said).containsExactly("prepared");
  }

  @Test
  void aPartialRollbackIsTheHandlersToJudge() {
    gtid();
    query("BEGIN");
    query("ROLLBACK TO `s`");
    query("COMMIT");
    assertThat(said).containsExactly("begin", "rolled back in part", "end");
  }

  @Test
  void statementsOutsideOfATransactionAreOneEach() {
    query("CREATE TABLE savepoints (a INT)");
    query("BEGIN");
    query("SAVEPOINT `s`");
    query("/* by a tool */ INSERT INTO t VALUES (1)");
    query("ROLLBACK");
    assertThat(said).containsExactly("begin", "CREATE", "end", "begin", "/*", "rolled back", "end");
  }

  private final class Recorder implements TransactionHandler {
    @Override
    public void begin(Head head) {
      said.add("begin");
    }

    @Override
    public boolean isWanted() {
      return true;
    }

    @Override
    public boolean concerns(TableMap map) {
      return false;
    }

    @Override
    public void rollBackPart(BinlogEvent event, QueryEvent query) {
      said.add("rolled back in part");
    }

    @Override
    public void rows(BinlogEvent event, TableMap map) {
      said.add("rows");
    }

    @Override
    public void statement(BinlogEvent event, QueryEvent query) {
      said.add(query.sql().split(" ", 2)[0]);
    }

    @Override
    public void rollBack(BinlogEvent event) {
      said.add("rolled back");
    }

    @Override
    public void prepared(SourceTransaction preparation) {
      said.add("prepared");
    }

    @Override
    public void settled(SourceTransaction preparation) {
      said.add("settled");
    }

    @Override
    public void end(BinlogEvent last) {
      said.add("end");
    }
  }
}
