package io.millrace.coordinator.task;

import io.millrace.proto.task.TaskDefinition;
import io.millrace.proto.task.TaskDefinition.Encryption;
import io.millrace.proto.task.TaskDefinition.Sasl;
import io.millrace.proto.task.TaskDefinition.SelectedTable;
import java.util.ArrayList;
import java.util.List;

/** What the contract has and this version cannot honour: refused, never ignored. Pure. */
final class UnsupportedFields {
  private static final String YET = "is not supported by this version";

  private final List<Problem> problems = new ArrayList<>();

  private UnsupportedFields() {}

  static List<Problem> of(TaskDefinition definition) {
    UnsupportedFields fields = new UnsupportedFields();
    fields.look(definition);
    return fields.problems;
  }

  private void look(TaskDefinition definition) {
    refuse(
        !definition.migration().full() && !definition.migration().incremental(),
        "migration.full",
        "false without migration.incremental");
    refuse(definition.source().encryption() != Encryption.NONE, "source.encryption", "tls");
    refuse(definition.source().tls() != null, "source.tls");
    refuse(
        definition.destination().encryption() != Encryption.NONE, "destination.encryption", "tls");
    refuse(definition.destination().sasl() != Sasl.NONE, "destination.sasl", "other than none");
    refuse(definition.destination().user() != null, "destination.user");
    refuse(definition.destination().password() != null, "destination.password");
    refuse(!definition.format().name().equals("dts-avro"), "format.name", "other than dts-avro");
    refuse(definition.format().transactionMarks(), "format.transactionMarks", "true");
    refuse(definition.limits().rowsPerSecond() > 0, "limits.rowsPerSecond", "above 0");
    refuse(definition.limits().bytesPerSecond() > 0, "limits.bytesPerSecond", "above 0");
    for (int i = 0; i < definition.objects().size(); i++) {
      SelectedTable object = definition.objects().get(i);
      boolean columns =
          object.columns() != null
              && !(object.columns().exclude().isEmpty() && object.columns().rename().isEmpty());
      refuse(columns, "objects[%d].columns".formatted(i));
      boolean filter = object.filter() != null && !object.filter().isBlank();
      refuse(filter, "objects[%d].filter".formatted(i));
    }
  }

  private void refuse(boolean used, String path) {
    if (used) {
      problems.add(new Problem(path, YET));
    }
  }

  private void refuse(boolean used, String path, String value) {
    if (used) {
      problems.add(new Problem(path, value + " " + YET));
    }
  }
}
