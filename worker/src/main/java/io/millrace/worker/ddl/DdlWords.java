package io.millrace.worker.ddl;

import io.millrace.proto.table.TableId;
import io.millrace.worker.statement.Lexemes;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A tolerant look at a statement that never fails: its words, names and signs, without comments;
 * what stands in a comment that servers execute ({@code /*!50100 ... *}{@code /}, MariaDB {@code
 * /*M!}) counts. It tells which statements are worth parsing, and which tables one that cannot be
 * parsed may touch.
 */
record DdlWords(List<Word> words) {
  private static final Pattern TOKEN =
      Pattern.compile(
          String.join(
              "|",
              Lexemes.EXECUTED,
              Lexemes.COMMENT,
              "\\*/",
              "(?<name>" + Lexemes.NAME + ")",
              "(?<quoted>" + Lexemes.DOUBLE_QUOTED + ")",
              Lexemes.SINGLE_QUOTED,
              "(?<word>" + Lexemes.WORD + ")",
              "(?<sign>\\S)"),
          Pattern.DOTALL);

  private static final Set<String> VERBS =
      Set.of("CREATE", "ALTER", "DROP", "RENAME", "TRUNCATE", "IMPORT");

  /** What may stand between the verb and the word that says what it is about. */
  private static final Set<String> BETWEEN =
      Set.of("ONLINE", "OFFLINE", "IGNORE", "UNIQUE", "FULLTEXT", "SPATIAL");

  private static final Set<String> SUBJECTS =
      Set.of("TABLE", "TABLES", "DATABASE", "SCHEMA", "INDEX");

  /** Words behind which a table's name may stand. */
  private static final Set<String> LEADERS =
      Set.of("TABLE", "TABLES", "TO", "ON", "LIKE", "TRUNCATE", "AS");

  /** Verbs behind which a comma separates tables. */
  private static final Set<String> LISTING = Set.of("DROP", "RENAME");

  private static final Set<String> FILLERS = Set.of("IF", "NOT", "EXISTS", "TABLE", "TABLES");

  /**
   * @param text upper case for a bare word, without quotes for a quoted name
   * @param quoted whether it is a name for sure
   */
  record Word(String text, String asWritten, boolean quoted) {}

  static DdlWords of(String sql) {
    List<Word> words = new ArrayList<>();
    Matcher token = TOKEN.matcher(sql);
    while (token.find()) {
      String bare = token.group("word");
      String name = token.group("name") == null ? token.group("quoted") : token.group("name");
      if (bare != null) {
        words.add(new Word(bare.toUpperCase(Locale.ROOT), bare, false));
      } else if (name != null) {
        String unquoted = Names.unquoted(name);
        words.add(new Word(unquoted, unquoted, true));
      } else if (token.group("sign") != null) {
        words.add(new Word(token.group("sign"), token.group("sign"), false));
      }
    }
    return new DdlWords(words);
  }

  /** Whether it may change what tables there are, or how they look. */
  boolean mayConcernTables() {
    int at = 0;
    while (at < words.size() && words.get(at).text().equals("(")) {
      at++;
    }
    if (at == words.size() || words.get(at).quoted() || !VERBS.contains(words.get(at).text())) {
      return false;
    }
    String verb = words.get(at).text();
    if (verb.equals("TRUNCATE")) {
      return true;
    }
    at++;
    if (verb.equals("CREATE") && at + 1 < words.size() && words.get(at).text().equals("OR")) {
      at += 2;
    }
    while (at < words.size() && BETWEEN.contains(words.get(at).text())) {
      at++;
    }
    return at < words.size() && !words.get(at).quoted() && SUBJECTS.contains(words.get(at).text());
  }

  /** Whether the name stands anywhere in it, bare or quoted, in any case. */
  boolean holds(String name) {
    return words.stream().anyMatch(word -> word.asWritten().equalsIgnoreCase(name));
  }

  /**
   * Tables that may be meant: each name behind TABLE, TABLES, TO, WITH TABLE, ON, LIKE, TRUNCATE in
   * DROP and RENAME also a comma, with its database where one is written.
   */
  Set<TableId> tables(Names names) {
    Set<TableId> tables = new LinkedHashSet<>();
    boolean lists = !words.isEmpty() && LISTING.contains(words.get(0).text());
    int depth = 0;
    for (int i = 0; i + 1 < words.size(); i++) {
      Word word = words.get(i);
      if (!word.quoted()) {
        depth += word.text().equals("(") ? 1 : word.text().equals(")") ? -1 : 0;
        boolean listed = lists && depth == 0 && word.text().equals(",");
        if (listed || LEADERS.contains(word.text())) {
          tableAt(i + 1, names).ifPresent(tables::add);
        }
      }
    }
    return tables;
  }

  private Optional<TableId> tableAt(int start, Names names) {
    int at = start;
    while (at < words.size() && !words.get(at).quoted() && FILLERS.contains(words.get(at).text())) {
      at++;
    }
    if (at == words.size() || !isName(words.get(at))) {
      return Optional.empty();
    }
    String first = words.get(at).asWritten();
    boolean qualified =
        at + 2 < words.size() && words.get(at + 1).text().equals(".") && isName(words.get(at + 2));
    return Optional.of(
        qualified
            ? names.id(first, words.get(at + 2).asWritten())
            : names.id(names.database(), first));
  }

  private static boolean isName(Word word) {
    int first = word.text().isEmpty() ? ' ' : word.text().codePointAt(0);
    boolean bare = Character.isLetterOrDigit(first) || first == '_' || first == '$';
    boolean meansMore = LEADERS.contains(word.text()) || VERBS.contains(word.text());
    return word.quoted() || (bare && !meansMore);
  }
}
