package io.millrace.worker.produce;

import io.millrace.common.error.ErrorCode;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.errors.AuthenticationException;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.DisconnectException;
import org.apache.kafka.common.errors.InvalidConfigurationException;
import org.apache.kafka.common.errors.InvalidPartitionsException;
import org.apache.kafka.common.errors.InvalidPidMappingException;
import org.apache.kafka.common.errors.InvalidProducerEpochException;
import org.apache.kafka.common.errors.InvalidReplicaAssignmentException;
import org.apache.kafka.common.errors.InvalidTimestampException;
import org.apache.kafka.common.errors.InvalidTopicException;
import org.apache.kafka.common.errors.InvalidTxnStateException;
import org.apache.kafka.common.errors.InvalidTxnTimeoutException;
import org.apache.kafka.common.errors.NetworkException;
import org.apache.kafka.common.errors.OutOfOrderSequenceException;
import org.apache.kafka.common.errors.PolicyViolationException;
import org.apache.kafka.common.errors.ProducerFencedException;
import org.apache.kafka.common.errors.RecordBatchTooLargeException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.UnsupportedCompressionTypeException;
import org.apache.kafka.common.errors.UnsupportedForMessageFormatException;
import org.apache.kafka.common.errors.UnsupportedVersionException;

/**
 * Names what an error of a Kafka client means. Only what can never come off by being tried again is
 * named as an error to be mended; all else, what is not known here too, is tried again, and the
 * coordinator sees to it that this has an end. The classes are those of the protocol's error codes
 * ("Error Codes" in Kafka's protocol guide). Pure.
 */
public final class KafkaErrors {
  private static final Map<Class<? extends Throwable>, ErrorCode> BY_CLASS = new LinkedHashMap<>();

  static {
    // The id's power has ended: another one's fence, or the broker's time limit on a transaction.
    name(
        ErrorCode.FENCED,
        ProducerFencedException.class,
        InvalidProducerEpochException.class,
        OutOfOrderSequenceException.class,
        InvalidPidMappingException.class,
        InvalidTxnStateException.class);
    name(
        ErrorCode.ROW_TOO_LARGE, RecordTooLargeException.class, RecordBatchTooLargeException.class);
    name(ErrorCode.DESTINATION_DENIED, AuthorizationException.class, AuthenticationException.class);
    name(
        ErrorCode.TRANSACTIONS_UNSUPPORTED,
        UnsupportedVersionException.class,
        UnsupportedForMessageFormatException.class);
    name(
        ErrorCode.DESTINATION_ERROR,
        InvalidConfigurationException.class,
        InvalidPartitionsException.class,
        InvalidReplicaAssignmentException.class,
        InvalidTimestampException.class,
        InvalidTopicException.class,
        InvalidTxnTimeoutException.class,
        PolicyViolationException.class,
        SerializationException.class,
        UnsupportedCompressionTypeException.class);
    // ConfigException: no host of bootstrapServers resolves, which a moment without DNS does too.
    name(
        ErrorCode.DESTINATION_UNREACHABLE,
        TimeoutException.class,
        DisconnectException.class,
        NetworkException.class,
        ConfigException.class);
  }

  private KafkaErrors() {}

  @SafeVarargs
  private static void name(ErrorCode code, Class<? extends Throwable>... classes) {
    for (Class<? extends Throwable> each : classes) {
      BY_CLASS.put(each, code);
    }
  }

  /** The code of the first error among {@code e} and its causes that says more than "failed". */
  public static ErrorCode code(Throwable e) {
    for (Throwable cause = e; cause != null; cause = cause.getCause()) {
      for (Map.Entry<Class<? extends Throwable>, ErrorCode> known : BY_CLASS.entrySet()) {
        if (known.getKey().isInstance(cause)) {
          return known.getValue();
        }
      }
    }
    return ErrorCode.DESTINATION_UNAVAILABLE;
  }
}
