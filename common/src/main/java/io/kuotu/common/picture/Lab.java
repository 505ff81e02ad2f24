package io.kuotu.common.picture;

/** A colour in CIE L*a*b* (D65), and how different two of them look. */
public record Lab(double l, double a, double b) {
    private static final double POW_25_7 = Math.pow(25, 7);
    private static final double[] LINEAR = new double[256];

    static {
        for (int level = 0; level < LINEAR.length; level++) {
            LINEAR[level] = linear(level);
        }
    }

    /** From sRGB, 8 bits a channel. */
    public static Lab of(int rgb) {
        double r = LINEAR[rgb >> 16 & 0xFF];
        double g = LINEAR[rgb >> 8 & 0xFF];
        double b = LINEAR[rgb & 0xFF];
        double x = curve((0.4124564 * r + 0.3575761 * g + 0.1804375 * b) / 0.95047);
        double y = curve(0.2126729 * r + 0.7151522 * g + 0.0721750 * b);
        double z = curve((0.0193339 * r + 0.1191920 * g + 0.9503041 * b) / 1.08883);
        return new Lab(116 * y - 16, 500 * (x - y), 200 * (y - z));
    }

    private static double linear(int level) {
        double v = level / 255.0;
        return v <= 0.04045 ? v / 12.92 : Math.pow((v + 0.055) / 1.055, 2.4);
    }

    private static double curve(double t) {
        return t > 216.0 / 24389 ? Math.cbrt(t) : (24389.0 / 27 * t + 16) / 116;
    }

    /** CIEDE2000 (Sharma, Wu, Dalal 2005), all weights 1; 1 is just noticeable side by side. */
    public static double difference(Lab one, Lab two) {
        double meanC = (Math.hypot(one.a, one.b) + Math.hypot(two.a, two.b)) / 2;
        double g = 0.5 * (1 - Math.sqrt(Math.pow(meanC, 7) / (Math.pow(meanC, 7) + POW_25_7)));
        double a1 = (1 + g) * one.a;
        double a2 = (1 + g) * two.a;
        double c1 = Math.hypot(a1, one.b);
        double c2 = Math.hypot(a2, two.b);
        double h1 = hue(a1, one.b);
        double h2 = hue(a2, two.b);

        boolean grey = c1 * c2 == 0;
        double turn = grey ? 0 : shortest(h2 - h1);
        double deltaH = 2 * Math.sqrt(c1 * c2) * Math.sin(Math.toRadians(turn / 2));
        double meanH = grey ? h1 + h2 : meanHue(h1, h2);
        double meanL = (one.l + two.l) / 2;
        double meanCPrime = (c1 + c2) / 2;

        double lightness = (two.l - one.l) / weightL(meanL);
        double chroma = (c2 - c1) / (1 + 0.045 * meanCPrime);
        double hueTerm = deltaH / (1 + 0.015 * meanCPrime * t(meanH));
        double cross = rotation(meanCPrime, meanH) * chroma * hueTerm;
        return Math.sqrt(lightness * lightness + chroma * chroma + hueTerm * hueTerm + cross);
    }

    private static double hue(double a, double b) {
        return a == 0 && b == 0 ? 0 : (Math.toDegrees(Math.atan2(b, a)) + 360) % 360;
    }

    private static double shortest(double degrees) {
        return degrees > 180 ? degrees - 360 : degrees < -180 ? degrees + 360 : degrees;
    }

    private static double meanHue(double h1, double h2) {
        double sum = h1 + h2;
        if (Math.abs(h1 - h2) <= 180) {
            return sum / 2;
        }
        return sum < 360 ? (sum + 360) / 2 : (sum - 360) / 2;
    }

    private static double weightL(double meanL) {
        double square = (meanL - 50) * (meanL - 50);
        return 1 + 0.015 * square / Math.sqrt(20 + square);
    }

    private static double t(double h) {
        return 1
                - 0.17 * Math.cos(Math.toRadians(h - 30))
                + 0.24 * Math.cos(Math.toRadians(2 * h))
                + 0.32 * Math.cos(Math.toRadians(3 * h + 6))
                - 0.20 * Math.cos(Math.toRadians(4 * h - 63));
    }

    private static double rotation(double c, double h) {
        double theta = 30 * Math.exp(-Math.pow((h - 275) / 25, 2));
        double strength = 2 * Math.sqrt(Math.pow(c, 7) / (Math.pow(c, 7) + POW_25_7));
        return -Math.sin(Math.toRadians(2 * theta)) * strength;
    }
}
