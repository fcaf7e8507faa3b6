package io.millrace.coordinator;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.lang.ArchRule;
import io.millrace.house.HouseRules;
import io.millrace.house.ImportTable;
import io.millrace.house.OwnClasses;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ArchitectureTest {
  private static final JavaClasses CLASSES = OwnClasses.of("io.millrace.coordinator");

  private static final ImportTable TABLE =
      new ImportTable("io.millrace.coordinator")
          .row("task")
          .row("ledger")
          .row("assign")
          .row("grid")
          .row("store", "task")
          .row("loop", "task", "ledger", "assign", "grid", "store")
          .row("api", "loop", "task");

  static Stream<ArchRule> rules() {
    return Stream.concat(HouseRules.all(), TABLE.rules().stream());
  }

  @ParameterizedTest
  @MethodSource("rules")
  void holds(ArchRule rule) {
    rule.check(CLASSES);
  }
}
