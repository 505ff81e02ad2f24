package io.kuotu.common.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class VersionTest {
    @Test
    void itIsThatOfTheProject() throws IOException {
        assertThat(Files.readString(Path.of("../pom.xml")))
                .contains("<version>" + Version.PROJECT + "</version>");
        assertThat(Version.current()).isNotBlank();
    }
}
