package org.imginspect;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaPackage;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Pins the table of docs/architecture.md: who may import whom. */
final class ArchitectureTest {
    private static final String ROOT = "org.imginspect.";
    private static final int FEWEST_CLASSES = 300;

    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_JARS)
            .importPackages("org.imginspect")
            .that(DescribedPredicate.not(resideInAPackage("org.imginspect.fixtures..")));

    /** Package → the packages of ours that it may import; a package always may import itself and what lies below its own name. */
    private static final Map<String, List<String>> TABLE = table();

    private static Map<String, List<String>> table() {
        Map<String, List<String>> table = new TreeMap<>();
        table.put("error", List.of());
        table.put("io", List.of("error"));
        table.put("compress", List.of("io", "error"));
        table.put("guest", List.of("io", "error"));
        table.put("image", List.of("io", "compress", "error"));
        table.put("partition", List.of("io", "error"));
        table.put("volume", List.of("io", "error"));
        table.put("filesystem", List.of("io", "compress", "guest", "error"));
        table.put("engine", List.of("guest", "io", "error"));
        // ADR 0002: what both engines need of the disk itself.
        table.put(
                "engine.disk", List.of("engine", "image", "partition", "volume", "filesystem", "guest", "io", "error"));
        table.put(
                "engine.embedded",
                List.of("engine", "engine.disk", "image", "partition", "volume", "filesystem", "guest", "io", "error"));
        table.put("engine.libguestfs", List.of("engine", "engine.disk", "filesystem", "guest", "io", "error"));
        table.put("crypt", List.of("error"));
        table.put("facts", List.of("guest", "engine", "compress", "io", "error"));
        // ADR 0006: libyara, for the caller's rules.
        table.put("yara", List.of("io", "error"));
        table.put("facts.yara", List.of("facts", "guest", "engine", "io", "error", "yara"));
        table.put("check", List.of("facts", "guest", "engine", "error"));
        table.put("checks", List.of("check", "facts", "facts.yara", "guest", "engine", "crypt", "error"));
        table.put("profile", List.of("check", "facts", "io", "error"));
        // ADR 0004: scan.BuiltInEngines makes the engines.
        table.put(
                "scan",
                List.of(
                        "engine",
                        "engine.embedded",
                        "engine.libguestfs",
                        "guest",
                        "io",
                        "facts",
                        "facts.yara",
                        "check",
                        "checks",
                        "profile",
                        "error"));
        table.put("compare", List.of("scan", "report", "facts", "engine", "guest", "check", "profile", "io", "error"));
        table.put("report", List.of("scan", "engine", "guest", "check", "profile", "error"));
        table.put("remedy", List.of("scan", "report", "profile", "check", "checks", "guest", "error"));
        return table;
    }

    /** Packages whose sub-packages (formats, areas) never import each other. */
    private static final List<String> SIBLINGS_APART = List.of("image", "partition", "volume", "filesystem", "checks");

    @Test
    void enoughClassesWereLookedAt() {
        assertThat(CLASSES.size()).isGreaterThan(FEWEST_CLASSES);
    }

    @TestFactory
    List<DynamicTest> everyPackageImportsOnlyWhatTheTableAllows() {
        List<DynamicTest> tests = new ArrayList<>();
        TABLE.forEach((name, allowed) -> tests.add(DynamicTest.dynamicTest(
                name,
                () -> noClasses()
                        .that(belongTo(name))
                        .should()
                        .dependOnClassesThat(resideInAPackage("org.imginspect..")
                                .and(DescribedPredicate.not(permitted(name, allowed))))
                        .allowEmptyShould(true)
                        .because(name + " may import " + allowed)
                        .check(CLASSES))));
        return tests;
    }

    @Test
    void everyPackageIsInTheTable() {
        assertThat(CLASSES.stream()
                        .map(JavaClass::getPackageName)
                        .filter(name -> name.startsWith(ROOT))
                        .map(name -> row(name.substring(ROOT.length())))
                        .filter(row -> !TABLE.containsKey(row))
                        .distinct())
                .isEmpty();
    }

    @TestFactory
    List<DynamicTest> formatsAndAreasDoNotImportEachOther() {
        return SIBLINGS_APART.stream()
                .map(name -> DynamicTest.dynamicTest(
                        name,
                        () -> slices().matching(ROOT + name + ".(*)..")
                                .should()
                                .notDependOnEachOther()
                                .allowEmptyShould(true)
                                .check(CLASSES)))
                .toList();
    }

    @Test
    void packagesAreFreeOfCycles() {
        slices().matching("org.imginspect.(**)").should().beFreeOfCycles().check(CLASSES);
    }

    @Test
    void onlyCompressTouchesCodecs() {
        noClasses()
                .that()
                .resideOutsideOfPackage(ROOT + "compress..")
                .should()
                .dependOnClassesThat(resideInAnyPackage(
                        "com.github.luben..", "org.tukaani..", "org.apache.commons.compress.compressors.."))
                .check(CLASSES);
        noClasses()
                .that()
                .resideOutsideOfPackage(ROOT + "compress..")
                .should()
                .dependOnClassesThat()
                .haveNameMatching("java\\.util\\.zip\\.(Inflater|GZIP|Deflater).*")
                .check(CLASSES);
    }

    @Test
    void onlyOneClassNamesTheEngines() {
        noClasses()
                .that()
                .resideInAPackage(ROOT + "scan..")
                .and()
                .doNotHaveSimpleName("BuiltInEngines")
                .should()
                .dependOnClassesThat(resideInAnyPackage(ROOT + "engine.*.."))
                .because("ADR 0004")
                .check(CLASSES);
    }

    @Test
    void nativeCodeAndProcessesStayInTheirPlace() {
        noClasses()
                .that()
                .resideOutsideOfPackages(ROOT + "engine.libguestfs..", ROOT + "crypt..", ROOT + "yara..")
                .should()
                .dependOnClassesThat(resideInAPackage("jnr.."))
                .check(CLASSES);
        noClasses()
                .that()
                .resideOutsideOfPackage(ROOT + "engine.libguestfs..")
                .should()
                .dependOnClassesThat()
                .belongToAnyOf(ProcessBuilder.class, Process.class, ProcessHandle.class)
                .check(CLASSES);
    }

    @Test
    void checksCatchNothing() {
        classes()
                .that()
                .resideInAPackage(ROOT + "checks.*..")
                .should(NoCatch.ofImageExceptions())
                .check(CLASSES);
    }

    @Test
    void aCheckIsAFinalPackagePrivateClassWithoutState() {
        classes()
                .that()
                .implement(ROOT + "check.Check")
                .should()
                .haveModifier(com.tngtech.archunit.core.domain.JavaModifier.FINAL)
                .andShould()
                .bePackagePrivate()
                .andShould()
                .haveOnlyFinalFields()
                .allowEmptyShould(true)
                .check(CLASSES);
    }

    @Test
    void theLibraryHasNoConsoleAndNeverEndsTheProcess() {
        noClasses()
                .should()
                .callMethod(System.class, "exit", int.class)
                .orShould()
                .accessField(System.class, "out")
                .orShould()
                .accessField(System.class, "err")
                .check(CLASSES);
    }

    @Test
    void streamsAreNeverReadWithoutABound() {
        noClasses()
                .should()
                .callMethodWhere(describe(
                        "an unbounded read of a stream",
                        // Files.readAllBytes reads host files, which are ours and whose length was capped when they
                        // were written.
                        call -> call.getTargetOwner().isAssignableTo(java.io.InputStream.class)
                                && (call.getTarget().getName().equals("readAllBytes")
                                        || call.getTarget().getName().equals("transferTo"))))
                .check(CLASSES);
    }

    @Test
    void everyPackageIsNullMarked() {
        for (JavaPackage javaPackage : CLASSES.getPackage("org.imginspect").getSubpackagesInTree()) {
            if (!javaPackage.getClasses().isEmpty()) {
                assertThat(javaPackage.isAnnotatedWith(NullMarked.class))
                        .as(javaPackage.getName() + " is @NullMarked")
                        .isTrue();
            }
        }
    }

    /** The longest row of the table that a package belongs to: {@code filesystem.ext4} belongs to {@code filesystem}. */
    private static String row(String packageName) {
        String name = packageName;
        while (!TABLE.containsKey(name) && name.indexOf('.') > 0) {
            name = name.substring(0, name.lastIndexOf('.'));
        }
        return name;
    }

    private static DescribedPredicate<JavaClass> belongTo(String row) {
        return describe(
                "belong to " + row,
                javaClass -> javaClass.getPackageName().startsWith(ROOT)
                        && row(javaClass.getPackageName().substring(ROOT.length()))
                                .equals(row));
    }

    private static DescribedPredicate<JavaClass> permitted(String row, List<String> allowed) {
        return describe("permitted " + allowed, javaClass -> {
            String target = row(javaClass.getPackageName().substring(ROOT.length()));
            return target.equals(row) || allowed.contains(target);
        });
    }

    /** A class that has a catch of ImageException (or of something above it) could turn "unknown" into an answer. */
    private static final class NoCatch extends com.tngtech.archunit.lang.ArchCondition<JavaClass> {
        private NoCatch() {
            super("catch neither ImageException nor anything above or below it");
        }

        static NoCatch ofImageExceptions() {
            return new NoCatch();
        }

        @Override
        public void check(JavaClass javaClass, com.tngtech.archunit.lang.ConditionEvents events) {
            javaClass.getCodeUnits().stream()
                    .flatMap(unit -> unit.getTryCatchBlocks().stream())
                    .forEach(block -> block.getCaughtThrowables().stream()
                            .filter(caught -> caught.isAssignableTo(java.io.IOException.class)
                                    || Arrays.asList("java.lang.Exception", "java.lang.Throwable")
                                            .contains(caught.getName()))
                            // try-with-resources compiles to catch (Throwable t) { …; throw t; } and declares no source
                            // catch.
                            .filter(caught -> !caught.getName().equals("java.lang.Throwable"))
                            .forEach(caught -> events.add(com.tngtech.archunit.lang.SimpleConditionEvent.violated(
                                    block, javaClass.getName() + " catches " + caught.getName()))));
        }
    }
}
