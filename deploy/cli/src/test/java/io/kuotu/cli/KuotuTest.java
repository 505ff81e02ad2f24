package io.kuotu.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** What a user of the command line sees when something is wrong. */
class KuotuTest {
    @TempDir Path folder;

    private record Outcome(int code, String out, String err) {}

    private static Outcome run(String... arguments) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        CommandLine line =
                Kuotu.commandLine().setOut(new PrintWriter(out)).setErr(new PrintWriter(err));
        int code = line.execute(arguments);
        return new Outcome(code, out.toString(), err.toString());
    }

    @Test
    void helpNamesEveryCommand() {
        assertThat(run("--help").out())
                .contains(
                        "demo", "up", "expand", "upscale", "chain", "enhance", "gateway", "worker",
                        "bench");
    }

    @Test
    void wrongArgumentsAreNamed() throws Exception {
        String photo = Files.write(folder.resolve("photo.jpg"), new byte[1]).toString();
        assertThat(run("expand", folder.resolve("none.jpg").toString()))
                .matches(o -> o.code() == 2 && o.err().contains("there is no file"));
        assertThat(
                        run(
                                "expand",
                                photo,
                                "--margins",
                                "1,2,3",
                                "--server",
                                "http://127.0.0.1:1",
                                "--key",
                                "k"))
                .matches(o -> o.code() == 2 && o.err().contains("four lengths"));
        assertThat(
                        run(
                                "expand",
                                photo,
                                "--margins",
                                "1,2,3,x",
                                "--server",
                                "http://127.0.0.1:1",
                                "--key",
                                "k"))
                .matches(o -> o.code() == 2 && o.err().contains("'x'"));
        assertThat(
                        run(
                                "expand",
                                photo,
                                "--size",
                                "big",
                                "--server",
                                "http://127.0.0.1:1",
                                "--key",
                                "k"))
                .matches(o -> o.code() == 2 && o.err().contains("WxH"));
        assertThat(
                        run(
                                "chain",
                                photo,
                                "--times",
                                "3",
                                "--mode",
                                "expand",
                                "--margins",
                                "1,2",
                                "--server",
                                "http://127.0.0.1:1",
                                "--key",
                                "k"))
                .matches(o -> o.code() == 2 && o.err().contains("four lengths"));
        assertThat(run("chain", photo, "--mode", "expand"))
                .matches(o -> o.code() == 2 && o.err().contains("--times"));
        assertThat(run("expand", photo, "--size", "9x9", "--aspect", "1:1"))
                .matches(o -> o.code() == 2 && o.err().contains("mutually exclusive"));
        assertThat(
                        run(
                                "enhance",
                                photo,
                                "--colour",
                                "some",
                                "--server",
                                "http://127.0.0.1:1",
                                "--key",
                                "k"))
                .matches(o -> o.code() == 2 && o.err().contains("'some'"));
        assertThat(
                        run(
                                "expand",
                                photo,
                                "--post",
                                "denoise",
                                "--server",
                                "http://127.0.0.1:1",
                                "--key",
                                "k"))
                .matches(o -> o.code() == 2 && o.err().contains("'denoise'"));
        assertThat(run("expnad")).matches(o -> o.code() == 2 && o.err().contains("expand"));
    }

    @Test
    void anUnreachableServerIsNamed() throws Exception {
        String photo = Files.write(folder.resolve("photo.jpg"), new byte[1]).toString();
        Outcome outcome = run("expand", photo, "--server", "http://127.0.0.1:1", "--key", "k");
        assertThat(outcome.code()).isEqualTo(3);
        assertThat(outcome.err()).contains("127.0.0.1:1").doesNotContain("\tat ");
    }

    @Test
    void wrongSettingsAreToldTogether() throws Exception {
        Path config =
                Files.writeString(
                        folder.resolve("gateway.properties"),
                        """
                        kuotu.gateway.prot=1
                        kuotu.kafka.lease=soon
                        kuotu.tenants.Bad_Name.key-sha256=x
                        """);
        Outcome gateway = run("gateway", "--config", config.toString());
        assertThat(gateway.code()).isEqualTo(2);
        assertThat(gateway.err())
                .contains(
                        "did you mean kuotu.gateway.port?",
                        "kuotu.kafka.bootstrap-servers",
                        "kuotu.store.endpoint",
                        "soon");

        Path other =
                Files.writeString(folder.resolve("worker.properties"), "kuotu.worker.slot=1\n");
        Outcome worker = run("worker", "--config", other.toString());
        assertThat(worker.code()).isEqualTo(2);
        assertThat(worker.err()).contains("did you mean kuotu.worker.slots?");
    }

    @Test
    void outputsStandBesideTheirSource() {
        assertThat(Outputs.beside(Path.of("a/b.c.jpg"), "expanded", "png"))
                .isEqualTo(Path.of("a/b.c-expanded.png"));
        assertThat(Outputs.folderBeside(Path.of("a/b.c.jpg"), "chain"))
                .isEqualTo(Path.of("a/b.c-chain"));
        assertThat(Outputs.format(Path.of("x.JPEG"))).isEqualTo("jpeg");
        assertThat(Outputs.format(Path.of("x.webp"))).isEqualTo("webp");
        assertThat(Outputs.format(Path.of("x"))).isEqualTo("png");
    }
}
