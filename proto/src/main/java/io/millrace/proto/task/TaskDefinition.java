package io.millrace.proto.task;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;
import java.util.Map;

/**
 * What a user submits: one source, one destination, a set of tables, migration types. The JSON
 * names are the HTTP contract's; defaults of absent fields are filled in here, checks of values are
 * the coordinator's.
 */
public record TaskDefinition(
    String name,
    Migration migration,
    Source source,
    Destination destination,
    List<SelectedTable> objects,
    Partitioning partitioning,
    Delivery delivery,
    Format format,
    Limits limits) {
  public TaskDefinition {
    migration = migration == null ? new Migration(true, true, false) : migration;
    objects = objects == null ? List.of() : List.copyOf(objects);
    partitioning = partitioning == null ? Partitioning.PRIMARY_KEY : partitioning;
    delivery = delivery == null ? Delivery.EXACTLY_ONCE : delivery;
    format = format == null ? new Format(null, null, null, null) : format;
    limits = limits == null ? new Limits(null, null, null) : limits;
  }

  /** The steps that the task is made of. */
  public record Migration(boolean schema, boolean full, boolean incremental) {}

  /** The MySQL server to read. {@code port} is 3306 when absent. */
  public record Source(
      String host,
      Integer port,
      String user,
      Password password,
      Encryption encryption,
      Tls tls,
      Boolean allowTableLock) {
    public Source {
      port = port == null ? 3306 : port;
      encryption = encryption == null ? Encryption.NONE : encryption;
      allowTableLock = allowTableLock != null && allowTableLock;
    }
  }

  /** Whether a connection is encrypted. */
  public enum Encryption {
    @JsonProperty("none")
    NONE,
    @JsonProperty("tls")
    TLS
  }

  /** How a server's certificate is checked. */
  public record Tls(String ca, String verify) {}

  /**
   * The Kafka cluster to write. {@code topic}: one for all tables; else {@code {database}.{table}}.
   */
  public record Destination(
      String bootstrapServers,
      Encryption encryption,
      Sasl sasl,
      String user,
      Password password,
      String topic,
      Topics topics) {
    public Destination {
      encryption = encryption == null ? Encryption.NONE : encryption;
      sasl = sasl == null ? Sasl.NONE : sasl;
      topics = topics == null ? new Topics(null, null, null, null) : topics;
    }
  }

  /** How the client proves who it is. */
  public enum Sasl {
    @JsonProperty("none")
    NONE,
    @JsonProperty("plain")
    PLAIN,
    @JsonProperty("scram-sha-256")
    SCRAM_SHA_256,
    @JsonProperty("scram-sha-512")
    SCRAM_SHA_512
  }

  /** How topics are made that do not exist. */
  public record Topics(
      Boolean create, Integer partitions, Integer replicationFactor, Map<String, String> settings) {
    public Topics {
      create = create == null || create;
      partitions = partitions == null ? 1 : partitions;
      replicationFactor = replicationFactor == null ? 1 : replicationFactor;
      settings = settings == null ? Map.of() : Map.copyOf(settings);
    }
  }

  /** One table of the task, with what is said of it alone. */
  public record SelectedTable(
      String database,
      String table,
      String topic,
      Columns columns,
      String filter,
      List<String> partitionColumns) {
    public SelectedTable {
      partitionColumns = partitionColumns == null ? List.of() : List.copyOf(partitionColumns);
    }
  }

  /** Columns left out or renamed. */
  public record Columns(List<String> exclude, Map<String, String> rename) {
    public Columns {
      exclude = exclude == null ? List.of() : List.copyOf(exclude);
      rename = rename == null ? Map.of() : Map.copyOf(rename);
    }
  }

  /** What is promised of the rows in Kafka. */
  public enum Delivery {
    @JsonProperty("exactly-once")
    EXACTLY_ONCE,
    @JsonProperty("at-least-once")
    AT_LEAST_ONCE
  }

  /** The record format. */
  public record Format(
      String name,
      FullStepOperation fullStepOperation,
      BinaryAs binaryAs,
      Boolean transactionMarks) {
    public Format {
      name = name == null ? "dts-avro" : name;
      fullStepOperation = fullStepOperation == null ? FullStepOperation.INIT : fullStepOperation;
      binaryAs = binaryAs == null ? BinaryAs.OBJECT : binaryAs;
      transactionMarks = transactionMarks != null && transactionMarks;
    }
  }

  /** The operation that rows of the full step carry. */
  public enum FullStepOperation {
    INIT,
    INSERT
  }

  /** How BINARY and VARBINARY are written. */
  public enum BinaryAs {
    @JsonProperty("object")
    OBJECT,
    @JsonProperty("character")
    CHARACTER
  }

  /** Throttles (0: none) and the number of parallel writers of the full step. */
  public record Limits(Long rowsPerSecond, Long bytesPerSecond, Integer lanes) {
    public Limits {
      rowsPerSecond = rowsPerSecond == null ? 0L : rowsPerSecond;
      bytesPerSecond = bytesPerSecond == null ? 0L : bytesPerSecond;
      lanes = lanes == null ? 4 : lanes;
    }
  }
}
