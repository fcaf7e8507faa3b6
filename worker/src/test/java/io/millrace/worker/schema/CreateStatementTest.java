package io.millrace.worker.schema;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class CreateStatementTest {
  private static final String PLANNED =
      "CREATE TABLE `t` (\n  `id` int NOT NULL,\n  PRIMARY KEY (`id`)\n"
          + ") ENGINE=InnoDB AUTO_INCREMENT=5 DEFAULT CHARSET=latin1";

  @Test
  void theNextNumberIsNoDifference() {
    assertThat(CreateStatement.difference(PLANNED, PLANNED.replace("=5", "=77"))).isEmpty();
    assertThat(CreateStatement.difference(PLANNED, PLANNED.replace(" AUTO_INCREMENT=5", "")))
        .isEmpty();
  }

  @Test
  void theLinesThatDifferAreNamed() {
    assertThat(CreateStatement.difference(PLANNED, PLANNED.replace("int", "bigint")))
        .hasValue("was [`id` int NOT NULL], is [`id` bigint NOT NULL]");
  }
}
