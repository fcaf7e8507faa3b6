package io.millrace.worker.mysql;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.common.error.ErrorCode;
import java.sql.SQLException;
import org.junit.jupiter.api.Test;

class SourceErrorsTest {

  @Test
  void anOlderHolderThatWokeUpAndReadsTheBinlogIsNoReasonToFail() {
    assertThat(
            code(
                1236,
                "HY000",
                "A replica with the same server_uuid/server_id as this replica has connected to the"
                    + " source; the first event '' at 4, the last event read from"
                    + " './binlog.000003' at 21655241"))
        .isEqualTo(ErrorCode.TRANSIENT);
    assertThat(
            code(
                1236,
                "HY000",
                "A slave with the same server_uuid/server_id as this slave has connected to the"
                    + " master"))
        .isEqualTo(ErrorCode.TRANSIENT);
  }

  @Test
  void anotherEndOfTheBinlogIsNotTriedAgain() {
    assertThat(code(1236, "HY000", "Could not find first log file name in binary log index file"))
        .isEqualTo(ErrorCode.SOURCE_ERROR);
  }

  @Test
  void aServerThatGoesAwayIsTriedAgain() {
    assertThat(code(1053, "08S01", "Server shutdown in progress")).isEqualTo(ErrorCode.TRANSIENT);
    assertThat(code(0, "08S01", "Communications link failure"))
        .isEqualTo(ErrorCode.SOURCE_UNREACHABLE);
  }

  private static ErrorCode code(int number, String state, String message) {
    return SourceErrors.code(new SQLException(message, state, number));
  }
}
