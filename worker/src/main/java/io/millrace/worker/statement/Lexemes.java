package io.millrace.worker.statement;

/**
 * Regular expressions of what statements are made of; for {@code DOTALL} patterns. What is not
 * finished ends with the statement.
 */
public final class Lexemes {
  /** A word without quotes: a bare name, a keyword or a number. */
  public static final String WORD = "[\\p{L}\\p{N}_$]+";

  /** A name in backticks. */
  public static final String NAME = "`(?:[^`]|``)*+`?";

  /** A name under ANSI_QUOTES, else a text. */
  public static final String DOUBLE_QUOTED = "\"(?:[^\"\\\\]|\"\"|\\\\.)*+\"?";

  /** A text. */
  public static final String SINGLE_QUOTED = "'(?:[^'\\\\]|''|\\\\.)*+'?";

  /** A text or a quoted name. */
  public static final String QUOTED = SINGLE_QUOTED + "|" + DOUBLE_QUOTED + "|" + NAME;

  /** A comment, other than one that a server executes. */
  public static final String COMMENT = "/\\*(?!M?!).*?(?:\\*/|\\z)|--(?=\\s|\\z)[^\\n]*|#[^\\n]*";

  /** Where a comment begins that MySQL or MariaDB executes, if it is of the version or later. */
  public static final String EXECUTED = "/\\*M?![0-9]*";

  private Lexemes() {}
}
