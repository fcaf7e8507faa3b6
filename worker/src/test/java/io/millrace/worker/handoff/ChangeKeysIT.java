package io.millrace.worker.handoff;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.proto.table.Bytes;
import io.millrace.proto.table.KeyBound;
import io.millrace.proto.table.TableDefinition;
import io.millrace.worker.binlog.BinlogEvent;
import io.millrace.worker.binlog.BinlogStart;
import io.millrace.worker.binlog.BinlogStream;
import io.millrace.worker.binlog.EventKind;
import io.millrace.worker.binlog.ImageLayout;
import io.millrace.worker.binlog.RowEventCursor;
import io.millrace.worker.binlog.TableMap;
import io.millrace.worker.chunk.KeyBounds;
import io.millrace.worker.chunk.PlannedSource;
import io.millrace.worker.chunk.TableKey;
import io.millrace.worker.mysql.SourcePosition;
import io.millrace.worker.mysql.SourceServer;
import io.millrace.worker.position.BinlogPlace;
import io.millrace.worker.position.GtidSet;
import io.millrace.worker.row.SourceRow;
import io.millrace.worker.snapshot.ChunkView;
import io.millrace.worker.snapshot.KeyKinds;
import io.millrace.worker.snapshot.KeyKinds.Kind;
import io.millrace.worker.snapshot.SourceFixture;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * Every kind of key and every collation: a row of the binlog has the order bytes, and is told apart
 * by the same values, as the row that a SELECT brings.
 */
class ChangeKeysIT {
  private static SourceFixture source;

  @BeforeAll
  static void start() throws SQLException {
    source = new SourceFixture();
  }

  @AfterAll
  static void stop() throws SQLException {
    source.close();
  }

  /** What both paths say of a row. */
  private record Seen(List<Bytes> order, List<Bytes> identity) {}

  @Test
  void everyKindOfKey() throws Exception {
    List<Kind> kinds = KeyKinds.all();
    Kind few = KeyKinds.kind("int", "-1", "3");
    List<List<Kind>> keys = new ArrayList<>();
    for (Kind kind : kinds) {
      keys.add(List.of(kind));
      keys.add(List.of(few, kind, few));
    }
    check(keys);
  }

  @Test
  void everyCollation() throws Exception {
    List<String> collations =
        source.column(
            "SELECT CONCAT(CHARACTER_SET_NAME, ' COLLATE ', COLLATION_NAME) FROM"
                + " information_schema.COLLATIONS WHERE CHARACTER_SET_NAME <> 'binary'"
                + " AND COLLATION_NAME NOT LIKE '%czech_cs'");
    assertThat(collations).hasSizeGreaterThan(200);
    List<List<Kind>> keys = new ArrayList<>();
    for (String collation : collations) {
      String charset = collation.substring(0, collation.indexOf(' '));
      List<String> values =
          Stream.of("61", "6120", "6109", "", "09", "7373", "DF", "5A", "E4", "6165", "6368")
              .map(hex -> "CONVERT(_latin1 X'" + hex + "' USING " + charset + ")")
              .toList();
      keys.add(List.of(new Kind("VARCHAR(12) CHARACTER SET " + collation, values)));
    }
    check(keys);
  }

  /** One table per key, one stream over all of their rows. */
  private static void check(List<List<Kind>> keys) throws Exception {
    source.sql("DROP DATABASE shop", "CREATE DATABASE shop", "USE shop");
    for (int i = 0; i < keys.size(); i++) {
      source.sql(KeyKinds.create("t" + i, names(keys.get(i)), keys.get(i)));
    }
    GtidSet before = GtidSet.parse(SourcePosition.read(source.server()).gtidExecuted());
    Map<String, PlannedSource> plans = new HashMap<>();
    for (int i = 0; i < keys.size(); i++) {
      String table = "t" + i;
      for (String insert : KeyKinds.inserts(table, names(keys.get(i)), keys.get(i))) {
        source.sql(insert.replace("INSERT", "INSERT IGNORE"));
      }
      plans.put(table, source.plan(table));
    }
    Map<String, Map<String, Seen>> changed = changed(before, plans);
    List<String> different = new ArrayList<>();
    int rows = 0;
    for (int i = 0; i < keys.size(); i++) {
      PlannedSource plan = plans.get("t" + i);
      Map<String, Seen> selected = selected(plan);
      assertThat(selected).as(keys.get(i).toString()).hasSizeGreaterThan(1);
      assertThat(plan.definition().chunkKey()).isPresent();
      rows += selected.size();
      if (!selected.equals(changed.get("t" + i))) {
        different.add(keys.get(i) + ": " + selected + " but " + changed.get("t" + i));
      }
    }
    assertThat(different).isEmpty();
    assertThat(rows).isGreaterThan(keys.size() * 2);
  }

  private static List<String> names(List<Kind> kinds) {
    return Stream.of("a", "b", "c").limit(kinds.size()).toList();
  }

  private static Map<String, Seen> selected(PlannedSource plan) throws SQLException {
    TableDefinition table = plan.definition();
    RowIdentity identity = RowIdentity.of(table).orElseThrow();
    int id = table.indexOf("id");
    int[] places = TableKey.of(table).places();
    Map<String, List<Bytes>> keys = new HashMap<>();
    Map<String, List<Bytes>> identities = new HashMap<>();
    try (ChunkView view =
        source.reader().open(table, plan.min(), SourceFixture.selectList(table))) {
      view.read(
          new io.millrace.proto.table.KeyRange(null, plan.max()),
          row -> {
            keys.put(
                SourceFixture.text(row, id),
                Arrays.stream(places).mapToObj(place -> Bytes.of(row.bytes(place))).toList());
            identities.put(SourceFixture.text(row, id), identity.of(row));
            return true;
          });
    }
    Map<String, Seen> rows = new HashMap<>();
    Connection connection = source.server().open();
    for (Map.Entry<String, List<Bytes>> key : keys.entrySet()) {
      KeyBound bound = KeyBounds.ofRow(connection, table, key.getValue());
      rows.put(key.getKey(), new Seen(bound.order(), identities.get(key.getKey())));
    }
    SourceServer.discard(connection);
    return rows;
  }

  private static Map<String, Map<String, Seen>> changed(
      GtidSet before, Map<String, PlannedSource> plans) throws Exception {
    BinlogPlace end = BinlogPlace.parse(SourcePosition.read(source.server()).binlogEnd());
    Map<String, Map<String, Seen>> tables = new HashMap<>();
    Map<Long, TableMap> maps = new HashMap<>();
    try (Weights weights = new Weights(source.server());
        BinlogStream stream =
            new BinlogStream(
                source.source(source.mysql().user()),
                source.mysql().password(),
                78,
                Duration.ofSeconds(5))) {
      stream.run(
          new BinlogStart.AfterGtids(before),
          event -> {
            if (event.kind() == EventKind.TABLE_MAP) {
              maps.put(RowEventCursor.tableId(event), TableMap.of(event));
            } else if (event.kind().bearsRows()) {
              TableMap map = maps.get(RowEventCursor.tableId(event));
              String table = map.table().table();
              tables
                  .computeIfAbsent(table, t -> new HashMap<>())
                  .putAll(seen(event, map, plans.get(table), weights));
            } else if (event.kind() == EventKind.XID && event.endPlace().equals(end)) {
              throw new WindowScan.Ended();
            }
          });
    } catch (WindowScan.Ended e) {
      return tables;
    }
    throw new AssertionError("the stream ended by itself");
  }

  private static Map<String, Seen> seen(
      BinlogEvent event, TableMap map, PlannedSource plan, Weights weights) {
    ImageLayout layout = ImageLayout.of(map, plan.definition());
    KeyImages images = new KeyImages(layout);
    RowIdentity identity = RowIdentity.of(layout.table()).orElseThrow();
    List<String> ids = new ArrayList<>();
    List<List<Bytes>> keys = new ArrayList<>();
    Map<String, Seen> rows = new HashMap<>();
    try (ChangeKeys changes = new ChangeKeys(layout, weights)) {
      RowEventCursor cursor = new RowEventCursor(layout);
      cursor.open(event);
      while (cursor.next()) {
        SourceRow row = cursor.after();
        int id = layout.table().indexOf("id");
        ids.add(
            String.valueOf(
                io.millrace.worker.row.WireBytes.little(
                    row.bytes(id), row.from(id), row.length(id))));
        keys.add(changes.key(row));
      }
      List<KeyBound> bounds = changes.of(keys);
      for (int i = 0; i < ids.size(); i++) {
        rows.put(ids.get(i), new Seen(bounds.get(i).order(), identity.of(images, keys.get(i))));
      }
    }
    return rows;
  }
}
