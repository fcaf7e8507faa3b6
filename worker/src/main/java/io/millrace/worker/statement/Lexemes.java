package io.millrace.worker.statement;

/** Regular expressions of what a statement's words stand between; for {@code DOTALL} patterns. */
public final class Lexemes {
  /** A text or a quoted name. */
  public static final String QUOTED =
      "'(?:[^'\\\\]|''|\\\\.)*+'|\"(?:[^\"\\\\]|\"\"|\\\\.)*+\"|`(?:[^`]|``)*+`";

  /** A comment, other than one that a server executes. */
  public static final String COMMENT = "/\\*(?!M?!).*?\\*/|--(?=\\s)[^\\n]*|#[^\\n]*";

  /** Where a comment begins that MySQL or MariaDB executes, if it is of the version or later. */
  public static final String EXECUTED = "/\\*M?![0-9]*";

  private Lexemes() {}
}
