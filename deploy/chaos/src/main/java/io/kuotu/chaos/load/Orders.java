package io.kuotu.chaos.load;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.kuotu.common.job.Tier;
import java.awt.Color;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import javax.imageio.ImageIO;

/** Draws orders from a seed, a mixture of all that callers ask for. One thread at a time. */
final class Orders {
    private static final int PICTURES = 8;
    private static final int WIDTH = 160;
    private static final int HEIGHT = 120;

    private final Random random;
    private final Path folder;
    private final String webhook;
    private final List<Path> pictures = new ArrayList<>();
    private int count;
    private int drawn;

    /**
     * @param folder for pictures
     * @param webhook URL
     */
    Orders(long seed, Path folder, String webhook) throws IOException {
        this.random = new Random(seed);
        this.folder = folder;
        this.webhook = webhook;
        for (int i = 0; i < PICTURES; i++) {
            pictures.add(newPicture());
        }
    }

    /** That was never sent before. */
    Path newPicture() throws IOException {
        BufferedImage image = new BufferedImage(WIDTH, HEIGHT, BufferedImage.TYPE_INT_RGB);
        float from = random.nextFloat();
        for (int y = 0; y < HEIGHT; y++) {
            for (int x = 0; x < WIDTH; x++) {
                float hue = from + (x + y) * 0.002f;
                image.setRGB(x, y, Color.HSBtoRGB(hue, 0.6f, 0.4f + 0.5f * y / HEIGHT));
            }
        }
        image.setRGB(drawn % WIDTH, drawn / WIDTH % HEIGHT, random.nextInt()); // no two alike
        Path file = folder.resolve("picture-" + drawn++ + ".png");
        ImageIO.write(image, "png", file.toFile());
        return file;
    }

    Order next() {
        return order(pictures.get(random.nextInt(PICTURES)), request());
    }

    /** Of this picture, and nothing but an expansion. */
    Order plain(Path picture) {
        return new Order(key(), picture, expansion(), false, Optional.empty(), false);
    }

    private Order order(Path picture, ObjectNode request) {
        return new Order(
                key(),
                picture,
                request,
                chance(0.25),
                chance(0.07) ? Optional.of(millis(3000)) : Optional.empty(),
                chance(0.1));
    }

    private String key() {
        return "chaos-" + count++ + "-" + Long.toHexString(random.nextLong());
    }

    private static ObjectNode expansion() {
        ObjectNode request = JsonNodeFactory.instance.objectNode();
        return request.put("aspect_ratio", "16:9").put("steps", 2);
    }

    private ObjectNode request() {
        ObjectNode request = expansion().put("steps", 2 + random.nextInt(4));
        Tier[] tiers = Tier.values();
        request.put("tier", tiers[random.nextInt(tiers.length)].label());
        if (chance(0.5)) {
            request.putObject("webhook").put("url", webhook);
        }
        if (chance(0.3)) {
            request.put("seed", random.nextInt(20)); // some share a run
        }
        if (chance(0.15)) {
            request.put("variants", 2);
        }
        if (chance(0.1)) {
            request.put("deadline", 5 + random.nextInt(40));
        }
        if (chance(0.2)) {
            request.put("preview", true);
        }
        if (chance(0.3)) {
            request.put("format", chance(0.5) ? "jpeg" : "webp");
        }
        return request;
    }

    /** Between two orders, at so many a second on average. */
    Duration gap(double rate) {
        return Duration.ofNanos((long) (-Math.log(1 - random.nextDouble()) / rate * 1e9));
    }

    private boolean chance(double share) {
        return random.nextDouble() < share;
    }

    private Duration millis(int most) {
        return Duration.ofMillis(random.nextInt(most));
    }
}
