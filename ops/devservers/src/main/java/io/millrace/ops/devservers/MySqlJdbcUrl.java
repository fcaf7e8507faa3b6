package io.millrace.ops.devservers;

/** Addresses for MySQL Connector/J. */
final class MySqlJdbcUrl {

  private MySqlJdbcUrl() {}

  /** Without TLS; the server's RSA key is fetched where a password needs it. */
  static String of(String host, int port, String database) {
    return "jdbc:mysql://"
        + host
        + ":"
        + port
        + "/"
        + database
        + "?sslMode=DISABLED&allowPublicKeyRetrieval=true";
  }
}
