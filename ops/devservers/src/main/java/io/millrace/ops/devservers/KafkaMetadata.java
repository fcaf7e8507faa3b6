package io.millrace.ops.devservers;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/**
 * What a Kafka cluster says of itself: a Metadata request of version 4 without topics, written by
 * hand so that no Kafka client is needed. See "The Messages: Metadata" in Kafka's protocol guide.
 *
 * @param brokers the number of brokers that serve requests
 */
record KafkaMetadata(int brokers, String clusterId) {
  private static final int LIMIT_MILLIS = 5_000;
  private static final int METADATA = 3;
  private static final int VERSION = 4;

  /** Asks the broker that listens there. */
  static KafkaMetadata of(String host, int port) throws IOException {
    try (Socket socket = new Socket()) {
      socket.setSoTimeout(LIMIT_MILLIS);
      socket.connect(new InetSocketAddress(host, port), LIMIT_MILLIS);
      ask(new DataOutputStream(socket.getOutputStream()));
      return read(new DataInputStream(socket.getInputStream()));
    }
  }

  private static void ask(DataOutputStream output) throws IOException {
    byte[] client = "devservers".getBytes(StandardCharsets.US_ASCII);
    output.writeInt(2 + 2 + 4 + 2 + client.length + 4 + 1);
    output.writeShort(METADATA);
    output.writeShort(VERSION);
    output.writeInt(0); // correlation id
    output.writeShort(client.length);
    output.write(client);
    output.writeInt(0); // topics
    output.writeBoolean(false); // create them
    output.flush();
  }

  private static KafkaMetadata read(DataInputStream input) throws IOException {
    input.skipNBytes(4 + 4 + 4); // length, correlation id, throttle time
    int brokers = input.readInt();
    for (int i = 0; i < brokers; i++) {
      input.readInt(); // node id
      readString(input); // host
      input.readInt(); // port
      readString(input); // rack
    }
    return new KafkaMetadata(brokers, readString(input));
  }

  private static String readString(DataInputStream input) throws IOException {
    short length = input.readShort();
    return length < 0 ? "" : new String(input.readNBytes(length), StandardCharsets.UTF_8);
  }

  boolean showsABrokerOf(String cluster) {
    return brokers > 0 && clusterId.equals(cluster);
  }
}
