package io.millrace.worker;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.lang.ArchRule;
import io.millrace.house.HouseRules;
import io.millrace.house.ImportTable;
import io.millrace.house.OwnClasses;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ArchitectureTest {
  private static final JavaClasses CLASSES = OwnClasses.of("io.millrace.worker");

  /** Every later step stands on these; lane joins them all. */
  private static final String[] STEPS = {
    "position",
    "statement",
    "mysql",
    "produce",
    "precheck",
    "schema",
    "ddl",
    "row",
    "chunk",
    "snapshot",
    "binlog",
    "handoff",
    "encode",
    "route",
    "checkpoint",
    "stream"
  };

  private static final ImportTable TABLE =
      new ImportTable("io.millrace.worker")
          .row("position")
          .row("statement")
          .row("mysql", "position")
          .row("produce", "position")
          .row("precheck", "position", "mysql", "schema")
          .row("schema", "position", "mysql")
          .row("ddl", "position", "schema", "statement")
          .row("row", "position", "schema")
          .row("chunk", "position", "schema", "mysql")
          .row("snapshot", "position", "row", "schema", "mysql", "chunk")
          .row("binlog", "position", "row", "schema", "mysql", "statement")
          .row("handoff", "position", "chunk", "binlog", "row", "schema", "mysql")
          .row("encode", "position", "row", "schema")
          .row("route", "position", "row", "schema")
          .row("checkpoint", "position", "chunk", "handoff", "produce")
          .row(
              "stream",
              "position",
              "binlog",
              "checkpoint",
              "ddl",
              "encode",
              "handoff",
              "mysql",
              "produce",
              "route",
              "row",
              "schema")
          .row("lane", STEPS)
          .row("assignment", "position", "grid", "lane", "precheck", "schema")
          .row("grid")
          .row("health", "position", "grid", "assignment", "lane");

  static Stream<ArchRule> rules() {
    return Stream.concat(HouseRules.all(), TABLE.rules().stream());
  }

  @ParameterizedTest
  @MethodSource("rules")
  void holds(ArchRule rule) {
    rule.check(CLASSES);
  }
}
