package io.millrace.ops.devservers;

import java.nio.ByteBuffer;
import java.util.Base64;
import java.util.random.RandomGenerator;

/** Ids as Kafka writes them: 16 bytes in the Base64 of URLs, without padding. */
final class KafkaIds {

  private KafkaIds() {}

  /** An id that does not begin with '-', which command lines would take for an option. */
  static String make(RandomGenerator random) {
    byte[] bytes =
        ByteBuffer.allocate(16)
            .putLong(random.nextLong() & Long.MAX_VALUE)
            .putLong(random.nextLong())
            .array();
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }
}
