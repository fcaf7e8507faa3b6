package io.millrace.ops.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.ops.demo.DemoServers;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** A transaction of {@code acceptance.transaction.mb} passes a worker with a heap of 256 MB. */
@ExtendWith(SharedServers.class)
class BigTransactionIT {
  private static final Duration PATIENCE = Duration.ofMinutes(3);

  @Test
  void isThereOnce(DemoServers servers) throws Exception {
    int megabytes = Integer.getInteger("acceptance.transaction.mb", 50);
    int rows = megabytes * 1024;
    try (Trial trial = Trial.start(servers, "big_transaction", 1, Map.of())) {
      trial
          .source()
          .run(
              "CREATE TABLE big (id INT PRIMARY KEY, body VARCHAR(1000) CHARACTER SET ascii)",
              "INSERT INTO big VALUES (-1, 'here before')");
      String id = trial.begin(trial.live("big transaction", 1, "big"));
      trial.follow(id).awaitCaughtUp(PATIENCE);

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
    }
  }
}
