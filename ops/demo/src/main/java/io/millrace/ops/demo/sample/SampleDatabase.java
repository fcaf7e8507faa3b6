package io.millrace.ops.demo.sample;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.stream.Stream;

/** The sample shop: six tables with every kind of key and every column type. */
public final class SampleDatabase {
  /** Its tables, in the order they are made. */
  public static final List<String> TABLES =
      List.of("customers", "orders", "order_items", "products", "prices", "clicks");

  /** Rows of all tables together. */
  public static final long ROWS = 300_000;

  private SampleDatabase() {}

  /**
   * Creates the database and fills it; takes some seconds.
   *
   * @param connection of a user who may create databases; its default database is changed
   * @throws SQLException when the database exists already or the server refuses; what was made
   *     before stays
   */
  public static void create(Connection connection, String database) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute("CREATE DATABASE " + quoted(database) + " DEFAULT CHARACTER SET utf8mb4");
    }
    connection.setCatalog(database);
    try (Statement statement = connection.createStatement()) {
      for (String sql : statements()) {
        statement.execute(sql);
      }
    }
  }

  static List<String> statements() {
    String script;
    try (InputStream stream = SampleDatabase.class.getResourceAsStream("shop.sql")) {
      script = new String(stream.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException("Reading the sample shop from the jar", e);
    }
    String code = script.replaceAll("(?m)^--.*\n", "");
    return Stream.of(code.split(";\n")).map(String::strip).filter(s -> !s.isEmpty()).toList();
  }

  private static String quoted(String name) {
    return "`" + name.replace("`", "``") + "`";
  }
}
