package io.millrace.ops.devservers;

import java.util.List;

/** What every MySQL server of ours is started with. */
final class MySqlArguments {

  private MySqlArguments() {}

  /** A source for replication by GTIDs; small, and fast at the price of durability. */
  static List<String> defaults(int serverId) {
    return List.of(
        "--server-id=" + serverId,
        "--mysqlx=OFF",
        "--performance-schema=OFF",
        "--skip-name-resolve",
        "--log-bin=binlog",
        "--gtid-mode=ON",
        "--enforce-gtid-consistency=ON",
        "--binlog-format=ROW",
        "--binlog-row-image=FULL",
        "--sync-binlog=0",
        "--innodb-flush-log-at-trx-commit=2",
        "--innodb-buffer-pool-size=256M",
        "--max-allowed-packet=1G",
        "--local-infile=ON");
  }
}
