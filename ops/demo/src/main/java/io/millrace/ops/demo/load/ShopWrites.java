package io.millrace.ops.demo.load;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.sql.Statement;
import java.util.List;
import java.util.StringJoiner;
import java.util.random.RandomGenerator;

/**
 * A live shop: inserts, updates (of keys too, and of several rows at once) and deletes over all six
 * tables of the sample, in transactions of one or several statements, some with a savepoint that is
 * rolled back to, some rolled back whole.
 */
public final class ShopWrites implements Writes {
  private static final int CUSTOMERS = 60_000;
  private static final int ORDERS = 70_000;
  private static final int ITEMS = 90_000;
  private static final int PRODUCTS = 20_000;
  private static final int PRICES = 20_000;
  private static final List<String> SKUS = List.of("Ä-0001", "sku", "日本-7");

  /** All columns of products but the key and the generated ones. */
  private final List<String> productColumns;

  private ShopWrites(List<String> productColumns) {
    this.productColumns = productColumns;
  }

  /** For the sample shop that is in this database. */
  public static ShopWrites of(Connection connection, String database) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet columns =
            statement.executeQuery(
                "SELECT GROUP_CONCAT(column_name ORDER BY ordinal_position) FROM"
                    + " information_schema.columns WHERE table_schema = '"
                    + database
                    + "' AND table_name = 'products' AND column_name <> 'sku'"
                    + " AND generation_expression = ''")) {
      columns.next();
      return new ShopWrites(List.of(columns.getString(1).split(",")));
    }
  }

  @Override
  public long transaction(Connection connection, RandomGenerator random) throws SQLException {
    int statements = random.nextInt(100) < 60 ? 1 : 2 + random.nextInt(4);
    long changed = 0;
    try (Statement statement = connection.createStatement()) {
      for (int i = 0; i < statements; i++) {
        if (random.nextInt(100) < 5) {
          Savepoint savepoint = connection.setSavepoint();
          change(statement, random);
          connection.rollback(savepoint);
        } else {
          changed += change(statement, random);
        }
      }
    }
    if (random.nextInt(100) < 5) {
      connection.rollback();
      return 0;
    }
    connection.commit();
    return changed;
  }

  private long change(Statement statement, RandomGenerator random) throws SQLException {
    int dice = random.nextInt(100);
    String sql;
    if (dice < 25) {
      sql = customer(random);
    } else if (dice < 45) {
      sql = order(random);
    } else if (dice < 65) {
      sql = item(random);
    } else if (dice < 82) {
      sql = product(random);
    } else if (dice < 97) {
      sql = price(random);
    } else {
      sql = click(random);
    }
    return statement.executeUpdate(sql);
  }

  private static String customer(RandomGenerator random) {
    int id = hot(CUSTOMERS + 2_000, random);
    return switch (random.nextInt(8)) {
      case 0 ->
          "INSERT INTO customers (name, email, country, credit, active, registered, notes) VALUES"
              + " ('Neu ü', NULL, 'DE', 1.50, 1, '2024-02-29 12:00:00', NULL),"
              + (" ('新しい', 'new" + random.nextLong() + "@example.org', 'JP', NULL, 0,")
              + " '1999-12-31 23:59:59', REPEAT('x', 900))";
      case 1 -> "DELETE FROM customers WHERE id = " + id;
      case 2 ->
          ("INSERT IGNORE INTO customers (id, name, country, active, registered) VALUES (" + id)
              + ", 'back again', 'US', 1, NOW())";
      case 3 ->
          ("UPDATE customers SET credit = COALESCE(credit, 0) + 1.25, active = 1 - active WHERE id"
              + (" BETWEEN " + id + " AND " + (id + random.nextInt(8))));
      case 4 ->
          "UPDATE customers SET id = " + (200_000 + random.nextInt(500_000)) + " WHERE id = " + id;
      case 5 -> "UPDATE customers SET notes = IF(notes IS NULL, 'ж', NULL) WHERE id = " + id;
      default ->
          "UPDATE customers SET name = CONCAT('Ö ', " + random.nextInt() + ") WHERE id = " + id;
    };
  }

  private static String order(RandomGenerator random) {
    String id = Long.toUnsignedString((2 + hot(ORDERS - 3, random)) * 263_524_915_338_707L);
    return switch (random.nextInt(6)) {
      case 0 ->
          "INSERT INTO orders (id, customer, placed, total, state, comment) VALUES ("
              + Long.toUnsignedString(random.nextLong())
              + ", 7, '2024-10-27 00:30:00.125', 12.34, 'new', 'später')";
      case 1 -> "DELETE FROM orders WHERE id = " + id;
      case 2 ->
          "UPDATE orders SET id = "
              + Long.toUnsignedString(random.nextLong())
              + " WHERE id = "
              + id;
      case 3 ->
          "UPDATE orders SET total = total + 1 WHERE customer = " + (1 + random.nextInt(CUSTOMERS));
      case 4 -> "UPDATE orders SET placed = NOW(3), comment = NULL WHERE id = " + id;
      default ->
          "UPDATE orders SET state = "
              + (1 + random.nextInt(4))
              + ", total = -total WHERE id = "
              + id;
    };
  }

  private static String item(RandomGenerator random) {
    int n = hot(ITEMS, random);
    String sku = SKUS.get(n % 3);
    String key = " WHERE order_no = " + (n / 3 - 15_000) + " AND sku = '" + sku + "'";
    return switch (random.nextInt(7)) {
      case 0 ->
          "INSERT IGNORE INTO order_items VALUES ("
              + (n / 3 - 15_000)
              + ", '"
              + SKUS.get(random.nextInt(3))
              + "', 1, 2.5, b'1', '{\"a\": [1, 2.50, null]}')";
      case 1 -> "DELETE FROM order_items" + key;
      case 2 -> "UPDATE order_items SET sku = 'neu " + random.nextInt(1_000_000) + "'" + key;
      case 3 -> "UPDATE order_items SET order_no = order_no + 1000000" + key;
      case 4 ->
          "UPDATE order_items SET price = COALESCE(price, 0) + 0.001 WHERE order_no = "
              + (n / 3 - 15_000);
      case 5 ->
          "UPDATE order_items SET attributes = JSON_SET(COALESCE(attributes, '{}'), '$.n', "
              + random.nextInt()
              + ")"
              + key;
      default -> "UPDATE order_items SET quantity = 65535 - quantity, gift = b'1' ^ gift" + key;
    };
  }

  private String product(RandomGenerator random) {
    String key = sku(random);
    String where = " WHERE sku = '" + key + "'";
    return switch (random.nextInt(7)) {
      case 0 ->
          "INSERT IGNORE INTO products (sku, "
              + String.join(", ", productColumns)
              + ") SELECT 'copy-"
              + random.nextInt(1_000_000)
              + "', "
              + String.join(", ", productColumns)
              + " FROM products"
              + where;
      case 1 -> "DELETE FROM products" + where;
      case 2 -> "UPDATE products SET sku = UPPER(sku)" + where;
      case 3 -> "UPDATE products SET sku = CONCAT(sku, ' ')" + where;
      case 4 -> everyColumn(key, sku(random));
      case 5 ->
          "UPDATE products SET c_smallint = NULL, c_char = 'NEU ', c_float = c_float / 2,"
              + " c_timestamp_6 = NOW(6), c_set = 'a,d', c_bit_64 = ~c_bit_64,"
              + " c_json = JSON_ARRAY(c_json, 0.1)"
              + where;
      default ->
          "UPDATE products SET c_hidden = '" + random.nextInt() + "', c_blob = c_json" + where;
    };
  }

  /** Takes over every value of another row. */
  private String everyColumn(String to, String from) {
    StringJoiner sets = new StringJoiner(", ");
    productColumns.forEach(column -> sets.add("a." + column + " = b." + column));
    return "UPDATE products a JOIN products b ON b.sku = '"
        + from
        + "' SET "
        + sets
        + " WHERE a.sku = '"
        + to
        + "'";
  }

  private static String sku(RandomGenerator random) {
    int n = hot(PRODUCTS, random);
    return n == 2 ? "a" : n == 5 ? "Ärger" : n == 7 ? "😀" : String.format("sku-%06d", n);
  }

  private static String price(RandomGenerator random) {
    int n = hot(PRICES, random);
    String one = " WHERE region = " + (n % 3 + 1) + " AND valid_from = " + validFrom(n);
    return switch (random.nextInt(6)) {
      case 0 ->
          "INSERT INTO prices VALUES ('north', '2030-01-01 00:00:00.000001', '2030-02-03', -0.0001,"
              + (" UNHEX(MD5('" + random.nextLong() + "')), 1e-3, NULL)");
      case 1 -> "DELETE FROM prices" + one + " LIMIT 1";
      case 2 -> "UPDATE prices SET step = step + 0.0001" + one + " ORDER BY id LIMIT 2";
      case 3 -> "UPDATE prices SET region = 'north', valid_until = '2031-12-31'" + one + " LIMIT 1";
      case 4 -> "UPDATE prices SET remark = NULL" + one + " LIMIT 3";
      default -> "UPDATE prices SET amount = COALESCE(amount, 0) + 0.1" + one;
    };
  }

  private static String validFrom(int n) {
    return "DATE_FORMAT('2019-12-31 23:59:59' + INTERVAL "
        + n / 40
        + " DAY, '%Y-%m-%d %H:%i:%s.000500')";
  }

  private static String click(RandomGenerator random) {
    int n = 1 + random.nextInt(20_000);
    String one = " WHERE at = '2024-01-01 00:00:00.250' + INTERVAL " + n + " SECOND LIMIT 1";
    return switch (random.nextInt(6)) {
      case 0 -> "DELETE FROM clicks" + one;
      case 1 -> "UPDATE clicks SET page = CONCAT(page, '?')" + one;
      default ->
          "INSERT INTO clicks VALUES (NOW(3), "
              + n
              + ", '/neu', NULL), ('2024-05-05', NULL, '/two', 'x'), ('2024-05-05', NULL, '/two',"
              + " 'x')";
    };
  }

  /** Mostly any of the numbers below {@code bound}; now and then one of the first forty. */
  private static int hot(int bound, RandomGenerator random) {
    return 1 + (random.nextInt(100) < 15 ? random.nextInt(40) : random.nextInt(bound));
  }
}
