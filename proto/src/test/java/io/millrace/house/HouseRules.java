package io.millrace.house;

import com.tngtech.archunit.lang.ArchRule;
import java.util.stream.Stream;

/** The rules for every module of the product. */
public final class HouseRules {
  private HouseRules() {}

  /** All of them; none minds a package that does not exist. */
  public static Stream<ArchRule> all() {
    return Stream.concat(GeneralRules.all().stream(), LibraryRules.all().stream());
  }
}
