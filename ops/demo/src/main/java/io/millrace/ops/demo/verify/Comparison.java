package io.millrace.ops.demo.verify;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;

/** Compares one table with the rows of its topic. */
final class Comparison {
  private final TopicTable topic;
  private final Findings findings;
  private final List<Suspect> suspects;

  /**
   * @param suspects receives rows whose difference is to be put into words
   */
  Comparison(TopicTable topic, Findings findings, List<Suspect> suspects) {
    this.topic = topic;
    this.findings = findings;
    this.suspects = suspects;
  }

  /** The number of rows that the table has. */
  long compare(Connection connection) throws SQLException {
    TableShape shape = topic.shape();
    long rows = 0;
    try (Statement statement = connection.createStatement()) {
      statement.setFetchSize(Integer.MIN_VALUE);
      try (ResultSet result = statement.executeQuery(shape.select())) {
        while (result.next()) {
          String[] row = new String[shape.columns().size()];
          for (int i = 0; i < row.length; i++) {
            row[i] = shape.columns().get(i).canonical(result.getBytes(i + 1));
          }
          rows++;
          if (shape.hasKey()) {
            keyed(row);
          } else {
            keyless(row);
          }
        }
      }
    }
    topic.partitions().forEach((partition, set) -> set.forEach(this::left));
    return rows;
  }

  private void keyed(String[] row) {
    RowHash key = topic.key(row);
    int found = 0;
    boolean same = true;
    for (RowSet set : topic.partitions().values()) {
      int count = set.count(key);
      if (count > 0) {
        found += count;
        same &= set.holds(key, topic.comparable(row, set, key));
        set.see(key);
      }
    }
    if (found == 0) {
      findings.missing(topic.keyText(row));
    } else if (found > 1) {
      findings.duplicated(found - 1, topic.keyText(row) + ": in several partitions");
    }
    if (!same) {
      different(new Suspect(topic, key, row));
    }
  }

  private void keyless(String[] row) {
    RowHash key = topic.key(row);
    for (RowSet set : topic.partitions().values()) {
      if (set.remove(key)) {
        set.see(key);
        return;
      }
    }
    findings.missing(topic.keyText(row));
  }

  private void left(RowHash key, int count, boolean seen) {
    if (count == 0) {
      return;
    }
    if (!topic.shape().hasKey() && inTable(key)) {
      findings.duplicated(
          count, topic.shape().name() + ": a row came " + count + " times too many");
    } else if (!seen) {
      different(new Suspect(topic, key, null));
    }
  }

  /** Whether the table has a row like this, whichever partition it was found in. */
  private boolean inTable(RowHash key) {
    return topic.partitions().values().stream().anyMatch(set -> set.isSeen(key));
  }

  private void different(Suspect suspect) {
    findings.differentUnnamed();
    if (findings.takesMore() && suspects.size() < 10) {
      suspects.add(suspect);
    }
  }
}
