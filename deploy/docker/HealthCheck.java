import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.URI;

/**
 * Health check of the images: ends with 0 where the URL answers 200, else with 1. In Java because
 * the public base image has neither curl nor wget.
 */
final class HealthCheck {
    private static final int LIMIT_MS = 3000;

    private HealthCheck() {}

    public static void main(String[] arguments) {
        try {
            HttpURLConnection connection =
                    (HttpURLConnection) URI.create(arguments[0]).toURL().openConnection();
            connection.setConnectTimeout(LIMIT_MS);
            connection.setReadTimeout(LIMIT_MS);
            int status = connection.getResponseCode();
            System.out.println(arguments[0] + ": " + status);
            System.exit(status == 200 ? 0 : 1);
        } catch (IOException e) {
            System.out.println(arguments[0] + ": " + e.getMessage());
            System.exit(1);
        }
    }
}
