package io.kuotu.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What the formatter does not see to. */
class TidyTest {
    private static final Path ROOT = Path.of("../..");
    private static final int MOST_LINES = 400;
    private static final List<String> SOURCES =
            List.of(
                    "common",
                    "gateway",
                    "worker",
                    "deploy",
                    "load-tests",
                    "k8s",
                    ".ci",
                    "kuotu",
                    "README.md",
                    "pom.xml");

    private static List<Path> files(String... suffixes) throws IOException {
        List<Path> found = new ArrayList<>();
        for (String source : SOURCES) {
            try (Stream<Path> walk = Files.walk(ROOT.resolve(source))) {
                walk.filter(Files::isRegularFile)
                        .filter(
                                p ->
                                        !p.toString().contains("/target/")
                                                && !p.toString().contains("/node_modules/")
                                                && !p.toString().contains("/runs/")
                                                && !p.toString().contains("/models/"))
                        .filter(p -> List.of(suffixes).stream().anyMatch(p.toString()::endsWith))
                        .forEach(found::add);
            }
        }
        return found;
    }

    @Test
    void filesAreShort() throws IOException {
        List<String> longOnes = new ArrayList<>();
        for (Path file : files(".java", ".py", ".sh", ".js", ".css", ".html")) {
            long lines = Files.readAllLines(file).size();
            if (lines > MOST_LINES) {
                longOnes.add(lines + " " + file);
            }
        }
        assertThat(longOnes).isEmpty();
    }

    @Test
    void everyPackageSaysWhatItIs() throws IOException {
        List<Path> without = new ArrayList<>();
        for (Path file : files(".java")) {
            Path folder = file.resolveSibling("package-info.java");
            if (!Files.exists(folder)) {
                without.add(file);
            }
        }
        assertThat(without).isEmpty();
    }

    @Test
    void everyModuleIntroducesItself() {
        for (String module :
                List.of(
                        ".",
                        "common",
                        "gateway",
                        "worker",
                        "worker/training",
                        "deploy",
                        "deploy/chaos",
                        "deploy/plan",
                        "deploy/studio-test",
                        "k8s",
                        "load-tests")) {
            assertThat(ROOT.resolve(module).resolve("README.md")).exists();
        }
    }
}
