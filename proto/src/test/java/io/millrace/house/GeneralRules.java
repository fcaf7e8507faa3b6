package io.millrace.house;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.codeUnits;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.fields;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.GeneralCodingRules.ACCESS_STANDARD_STREAMS;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.AccessTarget;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaCodeUnit;
import com.tngtech.archunit.core.domain.JavaMethodCall;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/** Rules that hold for every class of the product. */
final class GeneralRules {
  /** Where a process begins: the classes named *Main in the worker's and coordinator's root. */
  static final DescribedPredicate<JavaClass> MAINS =
      DescribedPredicate.describe(
          "the mains",
          type ->
              type.getName().matches("io\\.millrace\\.(worker|coordinator)\\.\\w*Main(\\$.*)?"));

  /** Whoever must see a task's thread end, whatever ends it. */
  private static final Set<String> MAY_CATCH_THROWABLE = Set.of();

  /** Pure functions on immutable values live here. */
  private static final DescribedPredicate<JavaClass> DECISIONS =
      resideInAnyPackage(
          "io.millrace.worker.position..",
          "io.millrace.coordinator.task..",
          "io.millrace.coordinator.ledger..",
          "io.millrace.coordinator.assign..");

  private GeneralRules() {}

  static List<ArchRule> all() {
    return List.of(
        slices()
            .matching("io.millrace.(**)")
            .should()
            .beFreeOfCycles()
            .as("no package cycle")
            .because(
                "a step that needs its neighbour and is needed by it is one step: move the shared"
                    + " type down, or turn one call into an interface of the caller")
            .allowEmptyShould(true),
        apart("proto", "common", "worker", "coordinator"),
        apart("common", "worker", "coordinator"),
        apart("worker", "coordinator"),
        apart("coordinator", "worker"),
        noClasses()
            .should()
            .callMethodWhere(sleeps())
            .as("nobody sleeps")
            .because("a sleep can be neither ended nor tested: wait on a condition with a deadline")
            .allowEmptyShould(true),
        noClasses()
            .that(DescribedPredicate.not(MAINS))
            .should(ACCESS_STANDARD_STREAMS)
            .as("only the mains write to System.out and System.err")
            .because("people read logs and answers: use slf4j, or return the text")
            .allowEmptyShould(true),
        noClasses()
            .should()
            .dependOnClassesThat()
            .resideInAPackage("java.util.logging..")
            .as("logs go through slf4j")
            .because("one format and one level switch: org.slf4j.LoggerFactory")
            .allowEmptyShould(true),
        codeUnits()
            .that()
            .areDeclaredInClassesThat(
                DescribedPredicate.not(
                    MAINS.or(
                        DescribedPredicate.describe(
                            "named places", type -> MAY_CATCH_THROWABLE.contains(type.getName())))))
            .should(notCatchThrowable())
            .as("only named places catch Throwable")
            .because(
                "an Error means that the process is broken: catch what you can mend, or name the"
                    + " class in MAY_CATCH_THROWABLE with the reason")
            .allowEmptyShould(true),
        fields()
            .that()
            .areStatic()
            .should()
            .beFinal()
            .as("no static mutable state")
            .because("one thread owns each piece of state: make it a field of that owner")
            .allowEmptyShould(true),
        noClasses()
            .should()
            .haveNameMatching(".*[.$](\\w*(Utils?|Helper|Manager|Impl)|(Base|Abstract)[A-Z]\\w*)")
            .as("names say what a thing is")
            .because("util, helper, manager, impl and base say nothing: name the duty")
            .allowEmptyShould(true),
        noClasses()
            .that(DECISIONS)
            .should()
            .dependOnClassesThat(
                resideInAnyPackage("org.slf4j..", "java.nio.file..", "java.net..")
                    .or(DescribedPredicate.describe("clocks", GeneralRules::isClock)))
            .orShould()
            .callMethodWhere(readsClock())
            .as("decisions are pure: no clock, no I/O, no logger")
            .because("they are tested as tables of values: take the time or the content as one")
            .allowEmptyShould(true));
  }

  private static ArchRule apart(String module, String... never) {
    return noClasses()
        .that(resideInAPackage("io.millrace." + module + ".."))
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(
            Arrays.stream(never).map(other -> "io.millrace." + other + "..").toArray(String[]::new))
        .as(module + " imports nothing of " + String.join(", ", never))
        .because("modules point one way: what both need belongs to proto or common")
        .allowEmptyShould(true);
  }

  private static DescribedPredicate<JavaMethodCall> sleeps() {
    return DescribedPredicate.describe(
        "sleeps",
        call ->
            call.getTarget().getName().equals("sleep")
                && (call.getTargetOwner().isEquivalentTo(Thread.class)
                    || call.getTargetOwner().isEquivalentTo(TimeUnit.class)));
  }

  private static DescribedPredicate<JavaMethodCall> readsClock() {
    return DescribedPredicate.describe(
        "read the clock",
        call -> {
          AccessTarget.MethodCallTarget target = call.getTarget();
          return target.getName().equals("currentTimeMillis")
              || target.getName().equals("nanoTime")
              || (target.getName().equals("now")
                  && target.getOwner().getPackageName().equals("java.time"));
        });
  }

  private static boolean isClock(JavaClass type) {
    return type.getName().equals("java.time.Clock")
        || type.getName().equals("java.time.InstantSource");
  }

  /** The compiler's own catch of a try-with-resources calls addSuppressed: that one is let pass. */
  private static ArchCondition<JavaCodeUnit> notCatchThrowable() {
    return new ArchCondition<>("not catch Throwable") {
      @Override
      public void check(JavaCodeUnit unit, ConditionEvents events) {
        boolean catches =
            unit.getTryCatchBlocks().stream()
                .flatMap(block -> block.getCaughtThrowables().stream())
                .anyMatch(caught -> caught.isEquivalentTo(Throwable.class));
        boolean closesResources =
            unit.getMethodCallsFromSelf().stream()
                .anyMatch(call -> call.getTarget().getName().equals("addSuppressed"));
        events.add(
            new SimpleConditionEvent(
                unit, !catches || closesResources, unit.getFullName() + " catches Throwable"));
      }
    };
  }
}
