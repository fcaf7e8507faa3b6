package io.millrace.ops.demo.verify;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.ops.demo.verify.Ddl.Effect;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DdlTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "CREATE TABLE `t` (id int)|CREATES|t",
        "create table if not exists db.`a``b`(id int)|CREATES|a`b",
        "TRUNCATE TABLE `t`|VOIDS|t",
        "truncate t|VOIDS|t",
        "/* by an app */ DROP TABLE IF EXISTS `db`.`t`, u|VOIDS|t",
        "ALTER TABLE t ADD COLUMN c int|KEEPS|t",
        "RENAME TABLE t TO _t_del, _t_gho TO t|KEEPS|t",
        "CREATE INDEX i ON t (c)|KEEPS|''",
        "DROP INDEX i ON t|KEEPS|''",
      })
  void tellsWhatAStatementMeansForTheRowsBeforeIt(String sql, Effect effect, String table) {
    assertThat(Ddl.of(sql, 0)).isEqualTo(new Ddl(effect, table, 0));
  }

  @Test
  void aGenerationVoidsWhateverItsWords() {
    assertThat(Ddl.of("CREATE TABLE t (id int)", 2)).isEqualTo(new Ddl(Effect.VOIDS, "t", 2));
  }
}
