package io.millrace.house;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;

/** A module's own classes, without its tests. */
public final class OwnClasses {
  private OwnClasses() {}

  /** The classes of {@code rootPackage} and below that are built from {@code src/main}. */
  public static JavaClasses of(String rootPackage) {
    return new ClassFileImporter()
        .withImportOption(new ImportOption.DoNotIncludeTests())
        .withImportOption(location -> !location.contains("-tests.jar"))
        .importPackages(rootPackage);
  }
}
