package io.millrace.worker.mysql;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.common.error.ErrorCode;
import io.millrace.common.error.ErrorKind;
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

  @Test
  void whoMayNotConnectMayLater() {
    for (int number : new int[] {1045, 1129, 1130, 1698, 1820, 1862, 3118, 3955}) {
      assertThat(code(number, "28000", "no"))
          .as("%d", number)
          .isEqualTo(ErrorCode.SOURCE_LOGIN_REFUSED);
    }
    assertThat(code(4151, "HY000", "Access denied, this account is locked"))
        .isEqualTo(ErrorCode.SOURCE_LOGIN_REFUSED);
    assertThat(ErrorCode.SOURCE_LOGIN_REFUSED.kind()).isEqualTo(ErrorKind.TRANSIENT);
  }

  @Test
  void whatIsNotGrantedIsNotTriedAgain() {
    for (int number : new int[] {1044, 1142, 1143, 1227, 1370}) {
      assertThat(code(number, "42000", "no")).as("%d", number).isEqualTo(ErrorCode.SOURCE_DENIED);
    }
    assertThat(ErrorCode.SOURCE_DENIED.kind()).isEqualTo(ErrorKind.SOURCE);
  }

  @Test
  void aConnectionThatWasKilledIsTriedAgain() {
    assertThat(code(1317, "70100", "Query execution was interrupted"))
        .isEqualTo(ErrorCode.TRANSIENT);
    assertThat(code(1927, "70100", "Connection was killed")).isEqualTo(ErrorCode.TRANSIENT);
  }

  private static ErrorCode code(int number, String state, String message) {
    return SourceErrors.code(new SQLException(message, state, number));
  }
}
