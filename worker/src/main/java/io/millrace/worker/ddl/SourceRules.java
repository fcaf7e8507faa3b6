package io.millrace.worker.ddl;

import io.millrace.worker.schema.Collations;
import java.util.Objects;

/**
 * What the meaning of a DDL statement depends on, beside its text.
 *
 * @param serverVersion as the grammar counts: 80033 for 8.0.33, 110405 for MariaDB 11.4.5
 * @param collations of the server
 * @param lowerCaseNames whether names of databases and tables are told apart without regard to case
 *     (lower_case_table_names other than 0)
 * @param explicitTimestampDefaults explicit_defaults_for_timestamp: when off, a TIMESTAMP without
 *     NULL is NOT NULL
 * @param realAsFloat whether REAL is another word for FLOAT, as under the statement's sql_mode
 */
public record SourceRules(
    int serverVersion,
    Collations collations,
    boolean lowerCaseNames,
    boolean explicitTimestampDefaults,
    boolean realAsFloat) {
  private static final int FIRST_WITHOUT_WIDTHS = 80019;
  private static final int FIRST_MARIADB = 100_000;

  public SourceRules {
    Objects.requireNonNull(collations, "collations");
  }

  /** Under an sql_mode in which REAL is another word for DOUBLE. */
  public SourceRules(
      int serverVersion,
      Collations collations,
      boolean lowerCaseNames,
      boolean explicitTimestampDefaults) {
    this(serverVersion, collations, lowerCaseNames, explicitTimestampDefaults, false);
  }

  /** For one statement. */
  SourceRules under(DdlStatement statement) {
    return new SourceRules(
        serverVersion,
        collations,
        lowerCaseNames,
        explicitTimestampDefaults,
        statement.realAsFloat());
  }

  /** Whether information_schema prints {@code int(11)} where newer servers print {@code int}. */
  boolean printsWidths() {
    return serverVersion < FIRST_WITHOUT_WIDTHS || isMariaDb();
  }

  /** MariaDB counts from 10 on, and has JSON as another word for LONGTEXT. */
  boolean isMariaDb() {
    return serverVersion >= FIRST_MARIADB;
  }
}
