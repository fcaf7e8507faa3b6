package io.millrace.worker.encode;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.proto.table.ColumnDefinition;
import io.millrace.proto.task.TaskDefinition.BinaryAs;
import io.millrace.proto.task.TaskDefinition.Format;
import io.millrace.worker.row.ColumnType;
import io.millrace.worker.row.Columns;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.apache.avro.generic.GenericRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every case of column-types.golden: text protocol in, image as Avro's own reader sees it out. */
class ColumnTypeGoldenTest {
  private static final String GOLDEN = "/column-types.golden";

  static Stream<GoldenCase> cases() {
    try (BufferedReader lines =
        new BufferedReader(
            new InputStreamReader(
                ColumnTypeGoldenTest.class.getResourceAsStream(GOLDEN), StandardCharsets.UTF_8))) {
      return lines
          .lines()
          .filter(line -> !line.isBlank() && !line.startsWith("#"))
          .map(GoldenCase::parse)
          .toList()
          .stream();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @ParameterizedTest
  @MethodSource("cases")
  void image(GoldenCase golden) {
    ColumnDefinition column = Columns.column("c", golden.type());
    Format format = new Format(null, null, golden.binaryAs(), null);
    RowEncoder encoder = new RowEncoder(Columns.table(List.of(column)), format);
    encoder.begin(RecordContext.fullStep(Operation.INIT, 1, "4@1", 2));
    encoder.encode(Columns.row((Object) golden.bytes()), 3);
    GenericRecord record = DtsReader.read(encoder.copy());
    Object image = ((List<?>) record.get("afterImages")).get(0);
    GenericRecord field = (GenericRecord) ((List<?>) record.get("fields")).get(0);
    assertThat(DtsReader.describe(image)).isEqualTo(golden.expected());
    assertThat(field.get("dataTypeNumber")).isEqualTo(golden.dataTypeNumber());
  }

  @Test
  void everyTypeOfTheTableHasACase() {
    Set<String> seen = new TreeSet<>();
    cases().forEach(golden -> seen.add(golden.type().replaceAll("[^a-z].*", "")));
    Set<String> known = new TreeSet<>();
    for (ColumnType type : ColumnType.values()) {
      known.add(type.name().toLowerCase(Locale.ROOT));
    }
    assertThat(seen).as("types with a line in " + GOLDEN).isEqualTo(known);
  }

  /** A line: type | text or 0x... | dataTypeNumber | image. */
  record GoldenCase(
      String type, byte[] bytes, int dataTypeNumber, String expected, BinaryAs binaryAs) {
    static GoldenCase parse(String line) {
      String[] parts = line.split(" \\| ", 4);
      boolean character = parts[0].endsWith(" as character");
      return new GoldenCase(
          parts[0].replace(" as character", ""),
          DtsReader.bytes(parts[1]),
          Integer.parseInt(parts[2]),
          parts[3],
          character ? BinaryAs.CHARACTER : BinaryAs.OBJECT);
    }

    @Override
    public String toString() {
      return type + " -> " + expected;
    }
  }
}
