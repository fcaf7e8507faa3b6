package io.millrace.worker.ddl;

import java.util.List;
import org.antlr.v4.runtime.ParserRuleContext;

/**
 * Where a statement has MariaDB's IF EXISTS and IF NOT EXISTS. What has such a condition may have
 * done nothing: the binlog holds the statement all the same (seen on 11.4.5).
 *
 * @param places in characters of the statement, as the parser counts them
 */
record Conditions(List<Integer> places) {
  boolean within(ParserRuleContext part) {
    int from = part.getStart().getStartIndex();
    int to = part.getStop().getStopIndex();
    return places.stream().anyMatch(place -> from <= place && place <= to);
  }
}
