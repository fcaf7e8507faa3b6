package io.millrace.worker.route;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.proto.table.TableDefinition;
import io.millrace.proto.task.Partitioning;
import io.millrace.worker.row.Columns;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Every character set of MySQL 8, with bytes that a real server made. */
class KeyCharsetTest {
  @ParameterizedTest
  @CsvSource({
    "armscii8, b2, b2",
    "ascii, 41, A",
    "big5, 41ba7e, A漢",
    "cp1250, 41e8, Ač",
    "cp1251, 41e6, Aж",
    "cp1256, 41ec, Aى",
    "cp1257, 41e8, Ač",
    "cp850, 4182, Aé",
    "cp852, 419f, Ač",
    "cp866, 41a6, Aж",
    "cp932, 418abf, A漢",
    "dec8, 41e9, 41e9",
    "eucjpms, 41b4c1, A漢",
    "euckr, 41f9d3, A漢",
    "gb18030, 419439fc36, A😀",
    "gb2312, 41d6d0, A中",
    "gbk, 419d68, A漢",
    "geostd8, 41c0, 41c0",
    "greek, 41e1, Aα",
    "hebrew, 41f9, Aש",
    "hp8, 41c5, 41c5",
    "keybcs2, 41e0, 41e0",
    "koi8r, 41d6, Aж",
    "koi8u, 41d6, Aж",
    "latin1, 41e9, Aé",
    "latin2, 41e8, Ač",
    "latin5, 41e9, Aé",
    "latin7, 41e8, Ač",
    "macce, 418b, Ač",
    "macroman, 418e, Aé",
    "sjis, 418abf, A漢",
    "swe7, 4160, 4160",
    "tis620, 41a1, Aก",
    "ucs2, 00416f22, A漢",
    "ujis, 41b4c1, A漢",
    "utf16, 0041d83dde00, A😀",
    "utf16le, 41003dd800de, A😀",
    "utf32, 000000410001f600, A😀",
    "utf8mb3, 41e6bca2, A漢",
    "utf8mb4, 41f09f9880, A😀",
  })
  void keyIsUnicodeElseHexadecimal(String charset, String hex, String expected) {
    TableDefinition table =
        Columns.table(List.of(Columns.column("k", "varchar(9) charset " + charset)), "k");
    Router router = new Router(table, Partitioning.PRIMARY_KEY, List.of(), 1000);
    byte[] key = router.key(Columns.row((Object) HexFormat.of().parseHex(hex)));
    assertThat(new String(key, StandardCharsets.UTF_8))
        .isEqualTo("[\"db\",\"t\",\"" + expected + "\"]");
  }
}
