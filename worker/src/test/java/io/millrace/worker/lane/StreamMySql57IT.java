package io.millrace.worker.lane;

import io.millrace.ops.devservers.MySqlKind;
import io.millrace.ops.devservers.MySqlOptions;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/**
 * All that holds for 5.6, on a MySQL 5.7, whose XA transactions are in the binlog when prepared.
 */
@EnabledIfSystemProperty(named = "test.sources", matches = "all", disabledReason = "5.7 is fetched")
class StreamMySql57IT extends StreamMySql56IT {
  @Override
  StreamFixture servers() throws Exception {
    return new StreamFixture(MySqlOptions.of(MySqlKind.MYSQL_5_7));
  }
}
