package io.millrace.ops.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.ops.demo.DemoServers;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** A transaction of {@code acceptance.transaction.mb} passes a worker with a heap of 256 MB. */
@ExtendWith(SharedServers.class)
class BigTransactionIT {
  private static final Duration PATIENCE = Duration.ofMinutes(3);
  private static final int MEGABYTES = Integer.getInteger("acceptance.transaction.mb", 50);

  /** MySQL leaves one uncompressed that is much larger. */
  private static final int MOST_COMPRESSED_MEGABYTES = 200;

  @Test
  void isThereOnce(DemoServers servers) throws Exception {
    isThereOnce(servers, "big_transaction", "OFF", MEGABYTES);
  }

  @Test
  void isThereOnceWhenTheSourceCompressesIt(DemoServers servers) throws Exception {
    int megabytes = Math.min(MEGABYTES, MOST_COMPRESSED_MEGABYTES);
    isThereOnce(servers, "big_compressed", "ON", megabytes);
  }

  /** By all sessions since the server's start. */
  private static long compressedMegabytes(Trial trial) throws SQLException {
    return Long.parseLong(
        trial
            .source()
            .ask(
                "SELECT COALESCE(SUM(UNCOMPRESSED_BYTES_COUNTER), 0) DIV 1000000"
                    + " FROM performance_schema.binary_log_transaction_compression_stats"
                    + " WHERE LOG_TYPE = 'BINARY' AND COMPRESSION_TYPE = 'ZSTD'"));
  }

  private static void isThereOnce(
      DemoServers servers, String name, String compression, int megabytes) throws Exception {
    int rows = megabytes * 1024;
    try (Trial trial = Trial.start(servers, name, 1, Map.of())) {
      trial
          .source()
          .run(
              "SET SESSION binlog_transaction_compression = " + compression,
              "CREATE TABLE big (id INT PRIMARY KEY, body VARCHAR(1000) CHARACTER SET ascii)",
              "INSERT INTO big VALUES (-1, 'here before')");
      String id = trial.begin(trial.live(name, 1, "big"));
      trial.follow(id).awaitCaughtUp(PATIENCE);
      long compressedBefore = compressedMegabytes(trial);

      trial
          .source()
          .run(
              "BEGIN",
              "INSERT INTO big WITH RECURSIVE seq (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM seq"
                  + (" WHERE n < " + rows + ") SELECT n, REPEAT(SHA1(n), 25) FROM seq"),
              "UPDATE big SET body = 'changed' WHERE id = 5 OR id = -1",
              "COMMIT",
              "DELETE FROM big WHERE id % 2 = 1");

      assertThat(trial.assertStreamed(id, PATIENCE, "big").rows()).isEqualTo(rows / 2 + 1);
      assertThat(compressedMegabytes(trial) - compressedBefore > megabytes)
          .isEqualTo(compression.equals("ON"));
    }
  }
}
