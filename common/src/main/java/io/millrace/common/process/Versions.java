package io.millrace.common.process;

/** The version of this program. */
public final class Versions {
  private Versions() {}

  /** As the jar's manifest says; {@code dev} when it runs from classes. */
  public static String current() {
    String version = Versions.class.getPackage().getImplementationVersion();
    return version == null ? "dev" : version;
  }
}
