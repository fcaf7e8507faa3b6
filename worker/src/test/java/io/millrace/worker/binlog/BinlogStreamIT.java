package io.millrace.worker.binlog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.common.error.ErrorCode;
import io.millrace.common.error.MillraceException;
import io.millrace.proto.table.TableDefinition;
import io.millrace.proto.table.TableId;
import io.millrace.worker.chunk.TablePlanner;
import io.millrace.worker.mysql.SourcePosition;
import io.millrace.worker.position.BinlogPlace;
import io.millrace.worker.position.GtidSet;
import io.millrace.worker.snapshot.SourceFixture;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;

/** The stream against a real server: what comes, in which order, and what ends it. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(value = 300, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class BinlogStreamIT {
  private SourceFixture source;
  private BinlogRead binlog;

  @BeforeAll
  void start() throws SQLException {
    source = new SourceFixture();
    binlog = new BinlogRead(source);
  }

  @AfterAll
  void stop() throws SQLException {
    source.close();
  }

  private BinlogStream stream() {
    return stream(source.mysql().user());
  }

  private BinlogStream stream(String user) {
    return binlog.stream(user);
  }

  private BinlogStart now() {
    return binlog.now();
  }

  private List<BinlogEvent> read(BinlogStart start) throws InterruptedException {
    return binlog.read(start);
  }

  private static List<EventKind> kinds(List<BinlogEvent> events) {
    return events.stream()
        .map(BinlogEvent::kind)
        .filter(
            kind ->
                kind != EventKind.ROTATE
                    && kind != EventKind.FORMAT_DESCRIPTION
                    && kind != EventKind.PREVIOUS_GTIDS
                    && kind != EventKind.HEARTBEAT)
        .toList();
  }

  private static BinlogEvent one(List<BinlogEvent> events, EventKind kind) {
    return events.stream().filter(event -> event.kind() == kind).findFirst().orElseThrow();
  }

  @Test
  void orderOfATransaction() throws SQLException, InterruptedException {
    source.sql("CREATE TABLE ordered (id INT PRIMARY KEY, `ü` TEXT)");
    BinlogStart start = now();
    source.sql(
        "SET binlog_rows_query_log_events = ON",
        "BEGIN",
        "INSERT INTO ordered VALUES (1, 'a'), (2, 'b')",
        "DELETE FROM ordered WHERE id = 1",
        "COMMIT",
        "SET binlog_rows_query_log_events = OFF",
        "ALTER TABLE ordered ADD COLUMN `üä漢` INT",
        "XA START 'x'",
        "INSERT INTO ordered VALUES (3, 'c', 1)",
        "XA END 'x'",
        "XA PREPARE 'x'",
        "XA COMMIT 'x'");
    List<BinlogEvent> events = read(start);
    assertThat(kinds(events))
        .containsExactly(
            EventKind.GTID,
            EventKind.QUERY,
            EventKind.ROWS_QUERY,
            EventKind.TABLE_MAP,
            EventKind.WRITE_ROWS,
            EventKind.ROWS_QUERY,
            EventKind.TABLE_MAP,
            EventKind.DELETE_ROWS,
            EventKind.XID,
            EventKind.GTID,
            EventKind.QUERY,
            EventKind.GTID,
            EventKind.QUERY,
            EventKind.TABLE_MAP,
            EventKind.WRITE_ROWS,
            EventKind.QUERY,
            EventKind.XA_PREPARE,
            EventKind.GTID,
            EventKind.QUERY);
    List<QueryEvent> queries =
        events.stream().filter(e -> e.kind() == EventKind.QUERY).map(QueryEvent::of).toList();
    assertThat(queries.get(0).sql()).isEqualTo("BEGIN");
    assertThat(queries.get(1).sql()).isEqualTo("ALTER TABLE ordered ADD COLUMN `üä漢` INT");
    assertThat(queries.get(1).database()).isEqualTo("shop");
    assertThat(QueryEvent.isText(one(events, EventKind.QUERY), ascii("BEGIN"))).isTrue();
    assertThat(QueryEvent.isText(one(events, EventKind.QUERY), ascii("EGIN"))).isFalse();
    GtidEvent gtid = GtidEvent.of(one(events, EventKind.GTID));
    String executed = SourcePosition.read(source.server()).gtidExecuted();
    assertThat(GtidSet.parse(executed).containsAll(GtidSet.parse(gtid.gtid()))).isTrue();
    assertThat(gtid.commitMicros() / 1_000_000)
        .isBetween(
            one(events, EventKind.XID).timestampSeconds() - 1,
            System.currentTimeMillis() / 1000 + 1);
    assertThat(TableMap.of(one(events, EventKind.TABLE_MAP)).table())
        .isEqualTo(new TableId("shop", "ordered"));
    assertThat(RowEventCursor.endsStatement(one(events, EventKind.WRITE_ROWS))).isTrue();
  }

  /** The client's bytes are UTF-8 here, and Greek to the server: each one is a letter. */
  @Test
  void statementsAreInTheClientsCharacterSet() throws SQLException, InterruptedException {
    source.sql("CREATE TABLE spoken (id INT PRIMARY KEY)");
    BinlogStart start = now();
    source.apart("SET NAMES greek", "ALTER TABLE spoken ADD COLUMN `λ` INT", "SET NAMES utf8mb4");
    String name =
        source
            .column(
                "SELECT COLUMN_NAME FROM information_schema.COLUMNS"
                    + " WHERE TABLE_NAME = 'spoken' AND COLUMN_NAME <> 'id'")
            .get(0);
    assertThat(name).isEqualTo("Ξ»");
    assertThat(QueryEvent.of(one(read(start), EventKind.QUERY)).sql())
        .isEqualTo("ALTER TABLE spoken ADD COLUMN `" + name + "` INT");
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  @Test
  void placesAreThoseOfTheFile() throws SQLException, InterruptedException {
    source.sql("CREATE TABLE placed (id INT PRIMARY KEY)", "FLUSH BINARY LOGS");
    BinlogPlace place = BinlogPlace.parse(SourcePosition.read(source.server()).binlogEnd());
    source.sql(
        "INSERT INTO placed VALUES (1)", "INSERT INTO placed VALUES (2)", "FLUSH BINARY LOGS");
    source.sql("INSERT INTO placed VALUES (3)");
    List<BinlogEvent> events = read(new BinlogStart.AtPlace(place));
    assertThat(kinds(events).stream().filter(EventKind::bearsRows)).hasSize(3);
    for (BinlogEvent event : events) {
      if (event.end() > event.start()) {
        String end =
            "SHOW BINLOG EVENTS IN '" + event.file() + "' FROM " + event.start() + " LIMIT 1";
        assertThat(source.column(end)).as(end).containsExactly(event.file());
      }
    }
    BinlogEvent second = events.stream().filter(e -> e.kind() == EventKind.XID).toList().get(1);
    List<BinlogEvent> rest = read(new BinlogStart.AtPlace(second.endPlace()));
    assertThat(kinds(rest).stream().filter(EventKind::bearsRows)).hasSize(1);
  }

  @Test
  void imagesWithoutAllColumnsAreNoticed() throws SQLException, InterruptedException {
    source.sql("CREATE TABLE partial_images (id INT PRIMARY KEY, a INT, b TEXT)");
    source.sql("INSERT INTO partial_images VALUES (1, 1, 'x')");
    TableDefinition table =
        TablePlanner.plan(source.server(), new TableId("shop", "partial_images")).definition();
    for (String image : List.of("MINIMAL", "NOBLOB", "FULL")) {
      BinlogStart start = now();
      source.sql("SET binlog_row_image = " + image, "UPDATE partial_images SET a = a + 1");
      List<BinlogEvent> events = read(start);
      TableMap map = TableMap.of(one(events, EventKind.TABLE_MAP));
      RowEventCursor cursor = new RowEventCursor(ImageLayout.of(map, table));
      cursor.open(one(events, EventKind.UPDATE_ROWS));
      assertThat(cursor.hasFullImages()).as(image).isEqualTo(image.equals("FULL"));
      assertThat(cursor.next()).isTrue();
      assertThat(cursor.after().isAbsent(2)).as(image).isEqualTo(!image.equals("FULL"));
      assertThat(cursor.after().isAbsent(1)).as(image).isFalse();
      assertThat(cursor.before().isAbsent(1)).as(image).isEqualTo(image.equals("MINIMAL"));
      assertThat(cursor.next()).isFalse();
    }
  }

  /** More than the protocol's largest packet, which comes in pieces. */
  @Test
  void rowsLargerThanAPacket() throws SQLException, InterruptedException {
    source.sql("CREATE TABLE large_rows (id INT PRIMARY KEY, a LONGTEXT, z INT)");
    TableDefinition table =
        TablePlanner.plan(source.server(), new TableId("shop", "large_rows")).definition();
    BinlogStart start = now();
    source.sql(
        "INSERT INTO large_rows VALUES (1, REPEAT('x', 20000000), 7)",
        "SET binlog_transaction_compression = ON",
        "INSERT INTO large_rows VALUES (2, REPEAT('y', 20000000), 8)",
        "SET binlog_transaction_compression = OFF");
    List<BinlogEvent> events = read(start);
    RowEventCursor cursor =
        new RowEventCursor(ImageLayout.of(TableMap.of(one(events, EventKind.TABLE_MAP)), table));
    List<Integer> last = new ArrayList<>();
    for (BinlogEvent event : events) {
      if (event.kind() == EventKind.WRITE_ROWS) {
        cursor.open(event);
        assertThat(cursor.next()).isTrue();
        assertThat(cursor.after().length(1)).isEqualTo(20_000_000);
        last.add((int) cursor.after().bytes(2)[cursor.after().from(2)]);
        assertThat(cursor.next()).isFalse();
      }
    }
    assertThat(last).containsExactly(7, 8);
  }

  @Test
  void fullMetadata() throws SQLException, InterruptedException {
    source.sql(
        "CREATE TABLE described (b INT UNSIGNED, a TINYINT, c VARCHAR(9), e ENUM('x', 'ü')"
            + " CHARACTER SET latin1, s SET('p', 'q'), t TEXT, PRIMARY KEY (c, a))",
        "SET GLOBAL binlog_row_metadata = FULL");
    BinlogStart start = now();
    source.sql("INSERT INTO described VALUES (1, 2, 'c', 1, 1, 't')");
    source.sql("SET GLOBAL binlog_row_metadata = MINIMAL");
    TableMap map = TableMap.of(one(read(start), EventKind.TABLE_MAP));
    TableMetadata metadata = map.metadata();
    assertThat(metadata.names()).containsExactly("b", "a", "c", "e", "s", "t");
    assertThat(metadata.unsigned()).containsExactly(true, false);
    assertThat(metadata.primaryKey()).containsExactly(2, 1);
    assertThat(metadata.enumLabels().get(0)).containsExactly(ascii("x"), new byte[] {(byte) 0xfc});
    assertThat(metadata.setLabels().get(0)).containsExactly(ascii("p"), ascii("q"));
    assertThat(metadata.characterCollations()).containsExactly(255, 255);
    assertThat(metadata.enumAndSetCollations()).containsExactly(8, 255);
  }

  @Test
  void failureOfTheListenerIsTheEnd() throws SQLException {
    source.sql("CREATE TABLE failing (id INT PRIMARY KEY)");
    BinlogStart start = now();
    source.sql("INSERT INTO failing VALUES (1)", "INSERT INTO failing VALUES (2)");
    List<BinlogEvent> seen = new ArrayList<>();
    try (BinlogStream stream = stream()) {
      assertThatThrownBy(
              () ->
                  stream.run(
                      start,
                      event -> {
                        seen.add(event);
                        if (event.kind() == EventKind.WRITE_ROWS) {
                          throw new IllegalStateException("on purpose");
                        }
                      }))
          .isInstanceOf(IllegalStateException.class)
          .hasMessage("on purpose");
    }
    assertThat(seen.get(seen.size() - 1).kind()).isEqualTo(EventKind.WRITE_ROWS);
  }

  @Test
  void closeEndsAnIdleStream() throws Exception {
    CountDownLatch heartbeat = new CountDownLatch(1);
    BinlogStart start = now();
    try (BinlogStream stream = stream()) {
      CompletableFuture<Void> run =
          CompletableFuture.runAsync(() -> runQuietly(stream, start, heartbeat));
      assertThat(heartbeat.await(60, TimeUnit.SECONDS)).isTrue();
      stream.close();
      run.get(60, TimeUnit.SECONDS);
    }
  }

  private static void runQuietly(BinlogStream stream, BinlogStart start, CountDownLatch heartbeat) {
    try {
      stream.run(
          start,
          event -> {
            if (event.kind() == EventKind.HEARTBEAT) {
              heartbeat.countDown();
            }
          });
    } catch (InterruptedException e) {
      throw new CompletionException(e);
    }
  }

  @Test
  void secondReaderWithTheSameIdEndsTheFirst() throws Exception {
    CountDownLatch heartbeat = new CountDownLatch(1);
    BinlogStart start = now();
    try (BinlogStream first = stream();
        BinlogStream second = stream()) {
      CompletableFuture<Void> run =
          CompletableFuture.runAsync(() -> runQuietly(first, start, heartbeat));
      assertThat(heartbeat.await(60, TimeUnit.SECONDS)).isTrue();
      CountDownLatch other = new CountDownLatch(1);
      CompletableFuture<Void> later =
          CompletableFuture.runAsync(() -> runQuietly(second, start, other));
      assertThatThrownBy(() -> run.get(60, TimeUnit.SECONDS))
          .hasCauseInstanceOf(MillraceException.class)
          .hasMessageContaining("Reading the binlog of 127.0.0.1");
      second.close();
      later.get(60, TimeUnit.SECONDS);
    }
  }

  @Test
  void purgedFilesAreAnErrorOfTheSource() throws SQLException {
    source.purgeBinlogs();
    try (BinlogStream stream = stream()) {
      assertThatThrownBy(() -> stream.run(new BinlogStart.AfterGtids(GtidSet.empty()), event -> {}))
          .isInstanceOfSatisfying(
              MillraceException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.SOURCE_ERROR))
          .hasMessageContaining("purged");
    }
  }

  @Test
  void deniedAccount() {
    try (BinlogStream stream = stream("nobody")) {
      assertThatThrownBy(() -> stream.run(now(), event -> {}))
          .isInstanceOfSatisfying(
              MillraceException.class,
              e -> assertThat(e.code()).isEqualTo(ErrorCode.SOURCE_LOGIN_REFUSED));
    }
  }
}
