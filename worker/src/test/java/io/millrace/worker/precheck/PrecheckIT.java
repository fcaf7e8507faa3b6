package io.millrace.worker.precheck;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.common.error.ErrorCode;
import io.millrace.common.error.MillraceException;
import io.millrace.ops.devservers.DevServers;
import io.millrace.ops.devservers.KafkaOptions;
import io.millrace.ops.devservers.KafkaServer;
import io.millrace.proto.table.TableId;
import io.millrace.proto.task.PrecheckItem;
import io.millrace.proto.task.PrecheckItem.Result;
import io.millrace.proto.task.TaskDefinition;
import io.millrace.proto.task.TaskDefinition.SelectedTable;
import io.millrace.worker.snapshot.SourceFixture;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class PrecheckIT {
  private static final String UNUSED = "127.0.0.1:1";

  private static SourceFixture source;
  private static KafkaServer kafka;

  private final List<Integer> percents = new ArrayList<>();

  @BeforeAll
  static void start() throws SQLException {
    source = new SourceFixture();
    kafka = DevServers.embedded().startKafka(KafkaOptions.defaults());
    source.sql(
        "CREATE TABLE good (id INT PRIMARY KEY, name VARCHAR(9))",
        "CREATE TABLE nokey (id INT)",
        "CREATE TABLE shape (id INT PRIMARY KEY, g GEOMETRY)",
        "CREATE VIEW seen AS SELECT * FROM good",
        "CREATE USER limited IDENTIFIED BY 'right'",
        "GRANT SELECT ON shop.good TO limited");
  }

  @AfterAll
  static void stop() throws SQLException {
    kafka.close();
    source.close();
  }

  private static SelectedTable table(String name, String... partitionColumns) {
    return new SelectedTable("shop", name, null, null, null, List.of(partitionColumns));
  }

  private Map<String, PrecheckItem> run(
      TaskDefinition.Source from,
      String password,
      String brokers,
      boolean create,
      SelectedTable... tables) {
    TaskDefinition task =
        new TaskDefinition(
            "t",
            null,
            from,
            new TaskDefinition.Destination(
                brokers,
                null,
                null,
                null,
                null,
                null,
                new TaskDefinition.Topics(create, 2, 1, null)),
            List.of(tables),
            null,
            null,
            null,
            null);
    Precheck precheck =
        new Precheck(
            t -> {
              Map<TableId, String> topics = new TreeMap<>();
              t.objects()
                  .forEach(
                      o ->
                          topics.put(
                              new TableId(o.database(), o.table()),
                              o.database() + "." + o.table()));
              return topics;
            },
            (id, column) -> {
              if (column.dataType().equals("geometry")) {
                throw new MillraceException(
                    ErrorCode.COLUMN_TYPE_UNKNOWN, "table " + id + ": column " + column.name());
              }
            });
    Map<String, PrecheckItem> items = new TreeMap<>();
    List<PrecheckItem> answered = precheck.run(task, password, null, percents::add);
    assertThat(answered)
        .extracting(PrecheckItem::item)
        .containsExactly(
            "SOURCE_VERSION", "SOURCE_ACCOUNT", "TABLES", "DESTINATION_VERSION", "TOPICS");
    assertThat(answered)
        .allSatisfy(i -> assertThat(i.reason() == null).isEqualTo(i.result() == Result.PASSED));
    answered.forEach(item -> items.put(item.item(), item));
    return items;
  }

  private Map<String, PrecheckItem> run(SelectedTable... tables) {
    return run(source.source("root"), "", kafka.bootstrapServers(), true, tables);
  }

  @Test
  void allPassed() {
    assertThat(run(table("good", "NAME")).values())
        .extracting(PrecheckItem::result)
        .containsOnly(Result.PASSED);
    assertThat(percents).startsWith(0).endsWith(100).isSorted();
  }

  @Test
  void everythingMissingIsNamed() {
    PrecheckItem item =
        run(table("gone"), table("seen"), table("good", "nix"), table("shape"), table("nokey"))
            .get(Precheck.TABLES);
    assertThat(item.result()).isEqualTo(Result.FAILED);
    assertThat(item.reason())
        .contains("`shop`.`gone`", "`shop`.`seen` is a VIEW", "no column nix", "column g");
    assertThat(run(table("nokey")).get(Precheck.TABLES).result()).isEqualTo(Result.WARNING);
  }

  @Test
  void aMissingPrivilegeNamesTableAndUser() {
    PrecheckItem item =
        run(
                source.source("limited"),
                "right",
                kafka.bootstrapServers(),
                true,
                table("good"),
                table("nokey"))
            .get(Precheck.SOURCE_ACCOUNT);
    assertThat(item.result()).isEqualTo(Result.FAILED);
    assertThat(item.reason()).contains("'limited'", "`shop`.`nokey`").doesNotContain("`good`");
  }

  @Test
  void aWrongPasswordFailsTheAccountAndIsNotShown() {
    Map<String, PrecheckItem> items =
        run(source.source("limited"), "wrong-1", kafka.bootstrapServers(), true, table("good"));
    assertThat(items.get(Precheck.SOURCE_ACCOUNT).reason()).contains("limited", "Access denied");
    assertThat(items.get(Precheck.SOURCE_VERSION).reason()).contains("Not checked");
    assertThat(items.get(Precheck.TABLES).reason()).contains("Not checked");
    assertThat(items.toString()).doesNotContain("wrong-1");
    assertThat(items.get(Precheck.TOPICS).result()).isEqualTo(Result.PASSED);
  }

  @Test
  void whatCannotBeReachedFails() {
    TaskDefinition.Source nowhere =
        new TaskDefinition.Source("127.0.0.1", 1, "root", null, null, null, null);
    Map<String, PrecheckItem> items = run(nowhere, "", UNUSED, true, table("good"));
    assertThat(items.values()).extracting(PrecheckItem::result).containsOnly(Result.FAILED);
    assertThat(items.get(Precheck.SOURCE_VERSION).reason()).contains("127.0.0.1:1");
    assertThat(items.get(Precheck.DESTINATION_VERSION).reason()).contains(UNUSED);
    assertThat(run(nowhere, "", "no host", true).get(Precheck.DESTINATION_VERSION).reason())
        .contains("no host");
  }

  @Test
  void aTopicThatMayNotBeCreatedIsNamed() {
    PrecheckItem item =
        run(source.source("root"), "", kafka.bootstrapServers(), false, table("good"))
            .get(Precheck.TOPICS);
    assertThat(item.result()).isEqualTo(Result.FAILED);
    assertThat(item.reason()).contains("'shop.good'", "destination.topics.create is false");
  }
}
