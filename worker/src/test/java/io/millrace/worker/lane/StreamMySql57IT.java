package io.millrace.worker.lane;

import io.millrace.ops.devservers.MySqlKind;
import io.millrace.ops.devservers.MySqlOptions;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/** All that holds for 8.0, on a MySQL 5.7: no row metadata in its binlog. */
@EnabledIfSystemProperty(named = "test.sources", matches = "all", disabledReason = "5.7 is fetched")
class StreamMySql57IT extends StreamIT {
  @Override
  StreamFixture servers() throws Exception {
    return new StreamFixture(MySqlOptions.of(MySqlKind.MYSQL_5_7));
  }
}
