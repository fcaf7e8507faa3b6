package io.millrace.worker.ddl;

import io.debezium.ddl.parser.mysql.generated.MySqlParser;
import io.millrace.proto.table.TableId;
import java.util.Locale;
import java.util.stream.Collectors;
import org.antlr.v4.runtime.tree.ParseTree;

/**
 * Names and texts of a parse tree as MySQL understands them.
 *
 * @param database the session's database
 */
record Names(String database, boolean lowerCaseNames, boolean noBackslashEscapes) {

  TableId table(MySqlParser.TableRefContext name) {
    return table(name.qualifiedIdentifier(), name.dotIdentifier());
  }

  TableId table(MySqlParser.TableNameContext name) {
    return table(name.qualifiedIdentifier(), name.dotIdentifier());
  }

  private TableId table(
      MySqlParser.QualifiedIdentifierContext name, MySqlParser.DotIdentifierContext dot) {
    if (name == null) {
      return id(database, identifier(dot.identifier()));
    }
    String first = identifier(name.identifier());
    return name.dotIdentifier() == null
        ? id(database, first)
        : id(first, identifier(name.dotIdentifier().identifier()));
  }

  TableId id(String inDatabase, String table) {
    return new TableId(folded(inDatabase), folded(table));
  }

  /** A database's or table's name, folded when the source does not mind its case. */
  String folded(String name) {
    return lowerCaseNames ? name.toLowerCase(Locale.ROOT) : name;
  }

  static String identifier(ParseTree name) {
    return unquoted(name.getText());
  }

  /** Without the quotes around it, and with each doubled quote within it single. */
  static String unquoted(String text) {
    if (text.length() < 2) {
      return text;
    }
    char quote = text.charAt(0);
    if (quote != '`' && quote != '"') {
      return text;
    }
    String one = String.valueOf(quote);
    return text.substring(1, text.length() - 1).replace(one + one, one);
  }

  /** The name of a character set or collation, which may stand in quotes of any kind. */
  static String option(ParseTree name) {
    String text = name.getText();
    return text.startsWith("'") ? text.substring(1, text.length() - 1) : unquoted(text);
  }

  /** The value of a text in quotes, or of a hexadecimal or binary literal. */
  String text(MySqlParser.TextStringContext text) {
    if (text.textStringLiteral() != null) {
      return literal(text.textStringLiteral().getText());
    }
    boolean hex = text.HEX_NUMBER() != null;
    String digits = text.getText().replaceAll("^0[xb]|^[xXbB]?'|'$", "").toLowerCase(Locale.ROOT);
    int width = hex ? 2 : 8;
    String padded = "0".repeat((width - digits.length() % width) % width) + digits;
    return java.util.stream.IntStream.range(0, padded.length() / width)
        .mapToObj(
            i ->
                String.valueOf(
                    (char)
                        Integer.parseInt(
                            padded.substring(i * width, (i + 1) * width), hex ? 16 : 2)))
        .collect(Collectors.joining());
  }

  private String literal(String quoted) {
    char quote = quoted.charAt(0);
    StringBuilder value = new StringBuilder();
    for (int i = 1; i < quoted.length() - 1; i++) {
      char c = quoted.charAt(i);
      if (c == quote) {
        i++;
      } else if (c == '\\' && !noBackslashEscapes) {
        i++;
        value.append(escaped(quoted.charAt(i)));
        continue;
      }
      value.append(c);
    }
    return value.toString();
  }

  private static String escaped(char letter) {
    return switch (letter) {
      case '0' -> "\0";
      case 'b' -> "\b";
      case 'n' -> "\n";
      case 'r' -> "\r";
      case 't' -> "\t";
      case 'Z' -> "\u001a";
      default -> String.valueOf(letter);
    };
  }
}
