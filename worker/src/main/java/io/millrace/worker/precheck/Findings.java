package io.millrace.worker.precheck;

import io.millrace.common.error.MillraceException;
import io.millrace.proto.task.PrecheckItem;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** What was found for one item; becomes one answer that names all of it. */
final class Findings {
  private final String item;
  private final List<String> failures = new ArrayList<>();
  private final List<String> warnings = new ArrayList<>();
  private final Set<String> failureRemedies = new LinkedHashSet<>();
  private final Set<String> warningRemedies = new LinkedHashSet<>();

  Findings(String item) {
    this.item = item;
  }

  Findings fail(String reason, String remedy) {
    failures.add(reason);
    failureRemedies.add(remedy);
    return this;
  }

  Findings fail(MillraceException e) {
    return fail(e.getMessage(), e.code().remedy());
  }

  Findings warn(String reason, String remedy) {
    warnings.add(reason);
    warningRemedies.add(remedy);
    return this;
  }

  PrecheckItem item() {
    if (!failures.isEmpty()) {
      return PrecheckItem.failed(
          item, String.join("; ", failures), String.join(" ", failureRemedies));
    }
    if (!warnings.isEmpty()) {
      return PrecheckItem.warning(
          item, String.join("; ", warnings), String.join(" ", warningRemedies));
    }
    return PrecheckItem.passed(item);
  }

  /** An item that could not be looked at. */
  static PrecheckItem notChecked(String item, String because) {
    return PrecheckItem.failed(
        item, "Not checked, because " + because, "Mend that first and run the precheck again.");
  }
}
