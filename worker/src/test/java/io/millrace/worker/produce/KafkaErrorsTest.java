package io.millrace.worker.produce;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.common.error.ErrorCode;
import io.millrace.common.error.ErrorKind;
import io.millrace.common.error.MillraceException;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.errors.ApiException;
import org.apache.kafka.common.errors.ClusterAuthorizationException;
import org.apache.kafka.common.errors.CoordinatorNotAvailableException;
import org.apache.kafka.common.errors.DisconnectException;
import org.apache.kafka.common.errors.InvalidConfigurationException;
import org.apache.kafka.common.errors.InvalidPidMappingException;
import org.apache.kafka.common.errors.InvalidProducerEpochException;
import org.apache.kafka.common.errors.InvalidReplicationFactorException;
import org.apache.kafka.common.errors.InvalidTimestampException;
import org.apache.kafka.common.errors.InvalidTopicException;
import org.apache.kafka.common.errors.InvalidTxnStateException;
import org.apache.kafka.common.errors.InvalidTxnTimeoutException;
import org.apache.kafka.common.errors.KafkaStorageException;
import org.apache.kafka.common.errors.NotEnoughReplicasException;
import org.apache.kafka.common.errors.NotLeaderOrFollowerException;
import org.apache.kafka.common.errors.OutOfOrderSequenceException;
import org.apache.kafka.common.errors.PolicyViolationException;
import org.apache.kafka.common.errors.ProducerFencedException;
import org.apache.kafka.common.errors.RecordBatchTooLargeException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.SaslAuthenticationException;
import org.apache.kafka.common.errors.ThrottlingQuotaExceededException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.apache.kafka.common.errors.TransactionalIdAuthorizationException;
import org.apache.kafka.common.errors.UnknownProducerIdException;
import org.apache.kafka.common.errors.UnknownServerException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.apache.kafka.common.errors.UnsupportedForMessageFormatException;
import org.apache.kafka.common.errors.UnsupportedVersionException;
import org.junit.jupiter.api.Test;

class KafkaErrorsTest {

  @Test
  void whoeverLostTheIdIsFenced() {
    assertAll(
        ErrorCode.FENCED,
        new ProducerFencedException(""),
        new InvalidProducerEpochException(""),
        new OutOfOrderSequenceException(""),
        new UnknownProducerIdException(""),
        new InvalidPidMappingException(""),
        new InvalidTxnStateException(""));
  }

  @Test
  void aRecordTooLargeIsTheRowsFault() {
    assertAll(
        ErrorCode.ROW_TOO_LARGE,
        new RecordTooLargeException(""),
        new RecordBatchTooLargeException(""));
  }

  @Test
  void whatIsNotAllowedIsNotTriedAgain() {
    assertAll(
        ErrorCode.DESTINATION_DENIED,
        new TopicAuthorizationException(Set.of("t")),
        new ClusterAuthorizationException(""),
        new TransactionalIdAuthorizationException(""),
        new SaslAuthenticationException(""));
  }

  @Test
  void brokersAndTopicsWithoutTransactions() {
    assertAll(
        ErrorCode.TRANSACTIONS_UNSUPPORTED,
        new UnsupportedVersionException(""),
        new UnsupportedForMessageFormatException(""));
  }

  @Test
  void whatTheBrokerWillNeverTakeIsNotTriedAgain() {
    assertAll(
        ErrorCode.DESTINATION_ERROR,
        new InvalidTxnTimeoutException(""),
        new InvalidConfigurationException(""),
        new PolicyViolationException(""),
        new InvalidTopicException(""),
        new InvalidTimestampException(""));
    assertThat(ErrorCode.DESTINATION_ERROR.kind()).isEqualTo(ErrorKind.DESTINATION);
  }

  @Test
  void noAnswerIsTriedAgain() {
    assertAll(
        ErrorCode.DESTINATION_UNREACHABLE,
        new TimeoutException(""),
        new DisconnectException(""),
        new KafkaException("Failed to create", new ConfigException("No resolvable urls")));
    assertThat(ErrorCode.DESTINATION_UNREACHABLE.kind()).isEqualTo(ErrorKind.TRANSIENT);
  }

  @Test
  void brokersInTroubleAreTriedAgain() {
    assertAll(
        ErrorCode.DESTINATION_UNAVAILABLE,
        new NotEnoughReplicasException(""),
        new KafkaStorageException(""),
        new NotLeaderOrFollowerException(""),
        new CoordinatorNotAvailableException(""),
        new UnknownTopicOrPartitionException(""),
        // Fewer brokers than replicas, now.
        new InvalidReplicationFactorException(""),
        new ThrottlingQuotaExceededException(""));
    assertThat(ErrorCode.DESTINATION_UNAVAILABLE.kind()).isEqualTo(ErrorKind.TRANSIENT);
  }

  @Test
  void whatIsNotKnownIsTriedAgain() {
    assertAll(
        ErrorCode.DESTINATION_UNAVAILABLE,
        new UnknownServerException(""),
        new ApiException(""),
        new IllegalStateException("a transaction is open"));
  }

  @Test
  void theCauseCounts() {
    assertAll(
        ErrorCode.ROW_TOO_LARGE,
        new ExecutionException(new KafkaException(new RecordTooLargeException(""))));
  }

  @Test
  void aHolderLetsGoOrEndsWithAnError() {
    assertThat(LostResourceException.orError("tried", new ProducerFencedException("")))
        .isInstanceOfSatisfying(
            LostResourceException.class,
            e -> {
              assertThat(e.isFenced()).isTrue();
              assertThat(e.trouble()).isEmpty();
            });
    assertThat(LostResourceException.orError("tried", new TimeoutException("")))
        .isInstanceOfSatisfying(
            LostResourceException.class,
            e -> {
              assertThat(e.isFenced()).isFalse();
              assertThat(e.trouble().orElseThrow().isRetryable()).isTrue();
            });
    assertThat(LostResourceException.orError("tried", new TopicAuthorizationException("t")))
        .isInstanceOfSatisfying(
            MillraceException.class,
            e -> assertThat(e.code()).isEqualTo(ErrorCode.DESTINATION_DENIED));
  }

  private static void assertAll(ErrorCode code, Throwable... errors) {
    for (Throwable error : errors) {
      assertThat(KafkaErrors.code(error)).as("%s", error.getClass()).isEqualTo(code);
    }
  }
}
