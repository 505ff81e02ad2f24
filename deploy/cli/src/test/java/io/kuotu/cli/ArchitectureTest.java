package io.kuotu.cli;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/**
 * The shape of the whole, held by a test: who may know whom, and who alone knows a large library.
 */
@AnalyzeClasses(packages = "io.kuotu", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {
    @ArchTest
    static final ArchRule commonKnowsNobody =
            noClasses()
                    .that()
                    .resideInAPackage("io.kuotu.common..")
                    .should()
                    .dependOnClassesThat()
                    .resideInAnyPackage(
                            "io.kuotu.gateway..",
                            "io.kuotu.worker..",
                            "io.kuotu.standalone..",
                            "io.kuotu.cli..");

    @ArchTest
    static final ArchRule gatewaysAndWorkersMeetOnlyOverTheWire =
            noClasses()
                    .that()
                    .resideInAPackage("io.kuotu.gateway..")
                    .should()
                    .dependOnClassesThat()
                    .resideInAPackage("io.kuotu.worker..");

    @ArchTest
    static final ArchRule workersAndGatewaysMeetOnlyOverTheWire =
            noClasses()
                    .that()
                    .resideInAPackage("io.kuotu.worker..")
                    .should()
                    .dependOnClassesThat()
                    .resideInAPackage("io.kuotu.gateway..");

    @ArchTest
    static final ArchRule jobsAreThePlainWordsOfAll =
            classes()
                    .that()
                    .resideInAPackage("io.kuotu.common.job..")
                    .should()
                    .onlyDependOnClassesThat()
                    .resideInAnyPackage("io.kuotu.common.job..", "java..", "org.jspecify..");

    @ArchTest
    static final ArchRule onlyTheWireAndTheIntakeKnowKafka =
            noClasses()
                    .that()
                    .resideOutsideOfPackages(
                            "io.kuotu.common.wire..",
                            "io.kuotu.worker.intake..",
                            "io.kuotu.standalone..",
                            "io.kuotu.chaos.topic..") // looks at the broker from outside
                    .should()
                    .dependOnClassesThat()
                    .resideInAnyPackage("org.apache.kafka..", "kafka..");

    @ArchTest
    static final ArchRule onlyTheStoreKnowsMinio =
            noClasses()
                    .that()
                    .resideOutsideOfPackage("io.kuotu.common.store..")
                    .should()
                    .dependOnClassesThat()
                    .resideInAnyPackage("io.minio..", "okhttp3..");

    @ArchTest
    static final ArchRule onlyTracesKnowOpenTelemetry =
            noClasses()
                    .that()
                    .resideOutsideOfPackage("io.kuotu.common.trace..")
                    .should()
                    .dependOnClassesThat()
                    .resideInAPackage("io.opentelemetry..");

    @ArchTest
    static final ArchRule onlyOnePackageKnowsDjl =
            noClasses()
                    .that()
                    .resideOutsideOfPackage("io.kuotu.worker.djl..")
                    .should()
                    .dependOnClassesThat()
                    .resideInAPackage("ai.djl..");

    /** Outbound is an edge as well: it connects to addresses that it has checked itself. */
    @ArchTest
    static final ArchRule onlyTheGatewaysEdgesKnowVertx =
            noClasses()
                    .that()
                    .resideOutsideOfPackages(
                            "io.kuotu.gateway",
                            "io.kuotu.gateway.http..",
                            "io.kuotu.gateway.notify..",
                            "io.kuotu.gateway.outbound..",
                            "io.kuotu.gateway.view..",
                            "io.kuotu.cli.bench.gateway..") // a bare handler to compare with
                    .should()
                    .dependOnClassesThat()
                    .resideInAPackage("io.vertx..");

    @ArchTest
    static final ArchRule onlyTheCommandLineKnowsPicocli =
            noClasses()
                    .that()
                    .resideOutsideOfPackage("io.kuotu.cli..")
                    .should()
                    .dependOnClassesThat()
                    .resideInAnyPackage("picocli..", "me.tongfei..");

    @ArchTest
    static final ArchRule aStepsMeaningNeedsNoPictureAndNoJobOnItsWay =
            noClasses()
                    .that()
                    .resideInAPackage("io.kuotu.worker.pipeline..")
                    .should()
                    .dependOnClassesThat()
                    .resideInAnyPackage(
                            "io.kuotu.worker.batch..",
                            "io.kuotu.worker.job..",
                            "io.kuotu.worker.djl..",
                            "io.kuotu.worker.picture..");

    @ArchTest
    static final ArchRule packagesOfTheWorkerHaveNoCycles =
            slices().matching("io.kuotu.worker.(*)..").should().beFreeOfCycles();

    @ArchTest
    static final ArchRule packagesOfTheGatewayHaveNoCycles =
            slices().matching("io.kuotu.gateway.(*)..").should().beFreeOfCycles();

    @ArchTest
    static final ArchRule packagesOfCommonHaveNoCycles =
            slices().matching("io.kuotu.common.(*)..").should().beFreeOfCycles();
}
