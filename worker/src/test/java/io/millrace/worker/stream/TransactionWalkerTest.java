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
