package io.millrace.ops.demo.verify;

/** A source table and the topic that should hold its rows. */
public record TableTopic(String database, String table, String topic) {

  /** A table in the topic that a task takes when it names none. */
  public static TableTopic of(String database, String table) {
    return new TableTopic(database, table, database + "." + table);
  }

  String name() {
    return database + "." + table;
  }
}
