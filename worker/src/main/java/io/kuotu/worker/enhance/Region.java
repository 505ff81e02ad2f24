package io.kuotu.worker.enhance;

/** What there is in photographs, as far as it matters to what is done to them. */
enum Region {
    SKY(1.0f, 0.0f, 0.8f, 0x4C8DFF),
    WATER(0.8f, 0.4f, 1.0f, 0x00C8C8),
    /** Foliage, grass, rock, fur: what is fine and everywhere. */
    TEXTURE(0.25f, 1.0f, 1.0f, 0x2FBF3A),
    EDGE(0.4f, 0.8f, 1.0f, 0xFFE14C),
    SKIN(0.8f, 0.2f, 0.8f, 0xFF8C69),
    /** All else. */
    PLAIN(0.9f, 0.5f, 1.0f, 0x909090);

    private final float denoise;
    private final float sharpen;
    private final float grain;
    private final int colour;

    Region(float denoise, float sharpen, float grain, int colour) {
        this.denoise = denoise;
        this.sharpen = sharpen;
        this.grain = grain;
        this.colour = colour;
    }

    /** Share of the change that it takes. */
    float denoise() {
        return denoise;
    }

    float sharpen() {
        return sharpen;
    }

    float grain() {
        return grain;
    }

    /** By which it is shown. */
    int colour() {
        return colour;
    }
}
