package io.millrace.house;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.lang.ArchRule;
import java.util.List;

/** Which packages may touch which library: each library stays behind one door. */
final class LibraryRules {
  private static final String WORKER = "io.millrace.worker.";
  private static final String COORDINATOR = "io.millrace.coordinator.";

  private LibraryRules() {}

  static List<ArchRule> all() {
    return List.of(
        only(
            "JDBC",
            List.of("java.sql..", "javax.sql..", "com.mysql.."),
            homes(
                WORKER + "mysql..",
                WORKER + "precheck..",
                WORKER + "schema..",
                WORKER + "chunk..",
                WORKER + "snapshot..",
                WORKER + "handoff.."),
            "a statement at the wrong moment opens the view early: put the query there"),
        only(
            "the binlog library",
            List.of("com.github.shyiko.."),
            homes(WORKER + "binlog.."),
            "it swallows errors of its listeners: hand on values of our own"),
        only(
            "the DDL grammar",
            List.of("io.debezium..", "org.antlr.."),
            homes(WORKER + "ddl.."),
            "its tree changes with every release: hand on TrackedTable and TableChange"),
        only(
            "Avro's library",
            List.of("org.apache.avro.."),
            homes(WORKER + "encode.."),
            "rows become bytes in one place: hand on the bytes"),
        only(
            "Kafka's clients",
            List.of("org.apache.kafka..", "io.vertx.kafka.."),
            homes(
                "io.millrace.common.kafka..",
                WORKER + "produce..",
                WORKER + "checkpoint..",
                WORKER + "precheck..",
                COORDINATOR + "store.."),
            "fencing rests on who opens which client: call produce or checkpoint"),
        only(
            "Hazelcast",
            List.of("com.hazelcast.."),
            homes("io.millrace.common.grid..", WORKER + "grid..", COORDINATOR + "grid.."),
            "the grid makes things fast, never safe: hand its messages on as values of proto"),
        only(
            "Vert.x",
            List.of("io.vertx.."),
            homes(
                    COORDINATOR + "api..",
                    COORDINATOR + "store..",
                    COORDINATOR + "health..",
                    WORKER + "health..")
                .or(GeneralRules.MAINS),
            "an event loop never blocks: keep the decision out of the handler"));
  }

  private static DescribedPredicate<JavaClass> homes(String... packages) {
    return resideInAnyPackage(packages);
  }

  private static ArchRule only(
      String library, List<String> packages, DescribedPredicate<JavaClass> homes, String mend) {
    return noClasses()
        .that(DescribedPredicate.not(homes))
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(packages.toArray(String[]::new))
        .as("only some packages import " + library + ": " + homes.getDescription())
        .because(mend)
        .allowEmptyShould(true);
  }
}
