package io.millrace.house;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideOutsideOfPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * Who may import whom among the packages of one module. A package below a listed one belongs to it;
 * the root package holds the main and may import anything.
 */
public final class ImportTable {
  private final String root;
  private final Map<String, Set<String>> allowed = new LinkedHashMap<>();

  public ImportTable(String root) {
    this.root = root;
  }

  /** The package may import these packages of the module and no other. */
  public ImportTable row(String name, String... mayImport) {
    allowed.put(name, Set.of(mayImport));
    return this;
  }

  /** One rule per row, and one that says that every package has a row. */
  public List<ArchRule> rules() {
    return Stream.concat(
            Stream.of(everyPackageHasRow()),
            allowed.entrySet().stream().map(row -> rule(row.getKey(), row.getValue())))
        .toList();
  }

  private ArchRule rule(String name, Set<String> mayImport) {
    String[] open =
        Stream.concat(Stream.of(name), mayImport.stream()).map(this::tree).toArray(String[]::new);
    return classes()
        .that(resideInAPackage(tree(name)))
        .should()
        .onlyDependOnClassesThat(resideOutsideOfPackage(root + "..").or(resideInAnyPackage(open)))
        .as(root + "." + name + " imports of its module only " + new TreeSet<>(mayImport))
        .because(
            "the arrows between the steps go one way: pass a value, or an interface declared in "
                + name
                + ", instead; if the arrow is right, change the row here and in"
                + " docs/adr/0001-modules-and-imports.md")
        .allowEmptyShould(true);
  }

  private ArchRule everyPackageHasRow() {
    return classes()
        .should(
            new ArchCondition<>("be in a listed package") {
              @Override
              public void check(JavaClass type, ConditionEvents events) {
                String name = type.getPackageName().substring(root.length());
                String step = name.isEmpty() ? name : name.substring(1).split("\\.")[0];
                boolean listed = name.isEmpty() || allowed.containsKey(step);
                events.add(
                    new SimpleConditionEvent(
                        type, listed, type.getName() + " is in the unlisted package " + step));
              }
            })
        .as("every package of " + root + " has a row in the import table")
        .because("a package is a step with known neighbours: give it a row, or move the class")
        .allowEmptyShould(true);
  }

  private String tree(String name) {
    return root + "." + name + "..";
  }
}
