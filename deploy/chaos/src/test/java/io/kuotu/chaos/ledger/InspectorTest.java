package io.kuotu.chaos.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import io.kuotu.common.client.JobStatus;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;

class InspectorTest {
    private static byte[] picture() throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        ImageIO.write(new BufferedImage(8, 6, BufferedImage.TYPE_INT_RGB), "png", bytes);
        return bytes.toByteArray();
    }

    private static JobStatus.Output output(byte[] file, int width, int height)
            throws NoSuchAlgorithmException {
        byte[] hash = MessageDigest.getInstance("SHA-256").digest(file);
        String sha256 = HexFormat.of().formatHex(hash);
        return new JobStatus.Output(0, "png", width, height, file.length, sha256, 1);
    }

    @Test
    void aPictureThatIsWhatItsJobSays() throws Exception {
        assertThat(Inspector.problem(picture(), output(picture(), 8, 6))).isEmpty();
    }

    @Test
    void oneOfOtherBytes() throws Exception {
        byte[] changed = picture();
        changed[changed.length / 2] ^= 1;
        assertThat(Inspector.problem(changed, output(picture(), 8, 6)).orElseThrow())
                .contains("hash");
    }

    @Test
    void oneOfAnotherSize() throws Exception {
        assertThat(Inspector.problem(picture(), output(picture(), 9, 6)).orElseThrow())
                .contains("8x6");
    }

    @Test
    void oneThatCannotBeDecoded() throws Exception {
        byte[] text = {1, 2, 3};
        assertThat(Inspector.problem(text, output(text, 8, 6)).orElseThrow()).contains("decoder");
    }
}
