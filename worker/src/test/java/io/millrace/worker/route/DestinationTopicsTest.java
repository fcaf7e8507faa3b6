package io.millrace.worker.route;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.common.error.ErrorCode;
import io.millrace.common.error.MillraceException;
import io.millrace.proto.table.TableId;
import io.millrace.proto.task.TaskDefinition;
import io.millrace.proto.task.TaskDefinition.Destination;
import io.millrace.proto.task.TaskDefinition.SelectedTable;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DestinationTopicsTest {
  @ParameterizedTest
  @CsvSource({
    ", , shop.orders",
    "all, , all",
    "all, mine, mine",
    "cdc.{database}.{table}-v1, , cdc.shop.orders-v1",
    "{table}, , orders",
    ", 'x_{table}', x_orders",
  })
  void topic(String destination, String own, String expected) {
    SelectedTable table = selected("shop", "orders", own);
    assertThat(DestinationTopics.topicFor(task(destination, table), table)).isEqualTo(expected);
  }

  @ParameterizedTest
  @ValueSource(strings = {"ünder", "a b", "x/y", "{schema}"})
  void namesThatKafkaDoesNotAllow(String name) {
    SelectedTable table = selected("shop", name, null);
    assertThatThrownBy(() -> DestinationTopics.topicFor(task(null, table), table))
        .isInstanceOfSatisfying(
            MillraceException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.TOPIC_UNFIT))
        .hasMessageContaining("`shop`.`" + name + "`")
        .hasMessageContaining("'shop." + name + "'");
  }

  @Test
  void lengthAndDots() {
    SelectedTable table = selected("d", "t".repeat(247), null);
    assertThat(DestinationTopics.topicFor(task(null, table), table)).hasSize(249);
    SelectedTable longer = selected("d", "t".repeat(248), null);
    assertThatThrownBy(() -> DestinationTopics.topicFor(task(null, longer), longer))
        .isInstanceOf(MillraceException.class);
    SelectedTable dots = selected("d", "t", "..");
    assertThatThrownBy(() -> DestinationTopics.topicFor(task(null, dots), dots))
        .isInstanceOf(MillraceException.class);
  }

  @Test
  void aNameThatLooksLikeAPlaceholderIsNotReplacedAgain() {
    SelectedTable table = selected("{table}", "x", null);
    assertThatThrownBy(() -> DestinationTopics.topicFor(task(null, table), table))
        .hasMessageContaining("'{table}.x'");
  }

  @Test
  void twoTablesThatATemplateWouldMerge() {
    TaskDefinition task = task(null, selected("a.b", "c", null), selected("a", "b.c", null));
    assertThatThrownBy(() -> DestinationTopics.topics(task))
        .isInstanceOfSatisfying(
            MillraceException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.TOPIC_UNFIT))
        .hasMessageContaining("`a.b`.`c`")
        .hasMessageContaining("`a`.`b.c`");
  }

  @Test
  void topicsThatKafkaTakesForOne() {
    TaskDefinition task =
        task(null, selected("app", "log_entries", null), selected("app_log", "entries", null));
    assertThatThrownBy(() -> DestinationTopics.topics(task))
        .isInstanceOfSatisfying(
            MillraceException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.TOPIC_UNFIT))
        .hasMessageContaining("'app.log_entries' and 'app_log.entries'");
  }

  @Test
  void oneTopicForAllIsAWish() {
    TaskDefinition task = task("all", selected("a", "b", null), selected("a", "c", null));
    assertThat(DestinationTopics.topics(task))
        .containsEntry(new TableId("a", "b"), "all")
        .containsEntry(new TableId("a", "c"), "all");
  }

  private static SelectedTable selected(String database, String table, String topic) {
    return new SelectedTable(database, table, topic, null, null, null);
  }

  private static TaskDefinition task(String topic, SelectedTable... tables) {
    Destination destination =
        new Destination("127.0.0.1:9092", null, null, null, null, topic, null);
    return new TaskDefinition(
        "t", null, null, destination, List.of(tables), null, null, null, null);
  }
}
