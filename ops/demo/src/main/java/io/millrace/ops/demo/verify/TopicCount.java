package io.millrace.ops.demo.verify;

import java.util.Properties;
import java.util.concurrent.atomic.AtomicLong;

/** Counts committed records. */
public final class TopicCount {
  private final TopicReader reader;

  public TopicCount(String bootstrapServers) {
    Properties settings = new Properties();
    settings.put("bootstrap.servers", bootstrapServers);
    this.reader = new TopicReader(settings);
  }

  /** Committed records of all partitions, schema records among them; blocks. */
  public long records(String topic) {
    AtomicLong count = new AtomicLong();
    reader.read(topic, message -> count.incrementAndGet());
    return count.get();
  }
}
