package io.millrace.worker.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.common.error.ErrorCode;
import io.millrace.common.error.MillraceException;
import io.millrace.proto.table.TableId;
import io.millrace.worker.binlog.BinlogEvent;
import io.millrace.worker.binlog.EventKind;
import io.millrace.worker.binlog.QueryBody;
import io.millrace.worker.ddl.DdlStatement;
import io.millrace.worker.ddl.DdlTracker;
import io.millrace.worker.ddl.SourceRules;
import io.millrace.worker.position.BinlogPlace;
import io.millrace.worker.schema.Collations;
import java.util.Map;
import org.junit.jupiter.api.Test;

class PreparedScanTest {
  private static final String FILE = "bin.000003";
  private static final String NAME = "x'61',x'',1";

  private final PreparedScan scan = scan(1_000, true);
  private long at = 4;

  private static PreparedScan scan(long mostBytes, boolean wanted) {
    DdlTracker tracker =
        new DdlTracker(
            new SourceRules(
                80_033, new Collations(Map.of(), Map.of(), "utf8mb4_0900_ai_ci"), false, true));
    return new PreparedScan(
        NAME,
        FILE,
        new BinlogPlace(FILE, 10_000),
        mostBytes,
        q -> tracker.apply(DdlStatement.of(q.database(), q.sql())),
        () -> wanted);
  }

  private BinlogEvent event(EventKind kind, String file, byte[] body) {
    at += 100;
    return new BinlogEvent(kind, 0, 0, 1, 0, file, at - 100, at, body, body.length);
  }

  private BinlogEvent event(EventKind kind, byte[] body) {
    return event(kind, FILE, body);
  }

  private BinlogEvent query(String sql) {
    return event(EventKind.QUERY, QueryBody.of("shop", sql));
  }

  private void prepare(String xid, int rows) {
    scan.event(event(EventKind.ANONYMOUS_GTID, new byte[25]));
    scan.event(query("XA START " + xid));
    for (int i = 0; i < rows; i++) {
      scan.event(event(EventKind.WRITE_ROWS, new byte[300]));
    }
    scan.event(query("XA END " + xid));
    scan.event(event(EventKind.XA_PREPARE, new byte[1]));
  }

  @Test
  void theLastOfTheNameCountsAndTheStatementsBehindIt() {
    scan.event(query("ALTER TABLE t ADD COLUMN a INT"));
    prepare("X'61',X'',1", 1);
    prepare("X'62',X'',1", 3);
    scan.event(query("XA COMMIT X'61',X'',1"));
    assertThat(scan.found()).isEmpty();
    assertThat(scan.isEnded()).isTrue();
    prepare("X'61',X'',1", 2);
    scan.event(query("RENAME TABLE u TO other.v"));
    scan.event(query("XA COMMIT X'62',X'',1"));
    assertThat(scan.isEnded()).isFalse();
    assertThat(scan.found().orElseThrow().events()).hasSize(3);
    assertThat(scan.changed())
        .containsExactlyInAnyOrder(new TableId("shop", "u"), new TableId("other", "v"));
  }

  @Test
  void itEndsAtThePlaceBehindTheFileAndWhenNobodyWantsIt() {
    BinlogEvent later = event(EventKind.WRITE_ROWS, "bin.000004", new byte[1]);
    assertThatThrownBy(() -> scan.event(later)).isInstanceOf(PreparedScan.OverException.class);
    at = 10_000;
    BinlogEvent past = event(EventKind.WRITE_ROWS, new byte[1]);
    assertThatThrownBy(() -> scan.event(past)).isInstanceOf(PreparedScan.OverException.class);
    assertThat(scan.isStopped()).isFalse();
    PreparedScan unwanted = scan(1_000, false);
    at = 4;
    BinlogEvent first = event(EventKind.WRITE_ROWS, new byte[1]);
    assertThatThrownBy(() -> unwanted.event(first)).isInstanceOf(PreparedScan.OverException.class);
    assertThat(unwanted.isStopped()).isTrue();
  }

  @Test
  void tooManyRowsAreNotTaken() {
    prepare("X'62',X'',1", 4);
    assertThatThrownBy(() -> prepare("X'61',X'',1", 4))
        .isInstanceOfSatisfying(
            MillraceException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.NOT_SUPPORTED))
        .hasMessageContaining(NAME);
  }
}
