package io.kuotu.cli.bench.gateway;

import io.kuotu.gateway.admission.Tenants;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** The same accept as most people build it: FastAPI, a task of Celery's, Redis. */
final class Celery implements AutoCloseable {
    /** What the program puts into its store. */
    static final String IMAGE = "upload_of_the_bench";

    private final Program redis;
    private final Program api;

    private Celery(Program redis, Program api) {
        this.redis = redis;
        this.api = api;
    }

    /**
     * @param python with the requirements of the folder
     * @param folder of the program
     * @param data folder for Redis, made where it is missing
     * @param workers processes of the API
     */
    static Celery start(Path python, Path folder, Path data, int workers)
            throws IOException, InterruptedException {
        int redisPort = Program.freePort();
        Program redis = Program.serving(redis(redisPort, data), Map.of(), redisPort);
        int port = Program.freePort();
        List<String> uvicorn =
                List.of(
                        python.toAbsolutePath().toString(),
                        "-m",
                        "uvicorn",
                        "api:app",
                        "--app-dir",
                        folder.toString(),
                        "--port",
                        Integer.toString(port),
                        "--workers",
                        Integer.toString(workers),
                        "--no-access-log",
                        "--log-level",
                        "warning");
        Map<String, String> environment =
                Map.of(
                        "REDIS",
                        "redis://127.0.0.1:" + redisPort + "/0",
                        "KEY_SHA256",
                        Tenants.sha256(World.KEY),
                        "PYTHONDONTWRITEBYTECODE",
                        "1");
        return new Celery(redis, Program.serving(uvicorn, environment, port));
    }

    private static List<String> redis(int port, Path data) throws IOException {
        return List.of(
                "redis-server",
                "--port",
                Integer.toString(port),
                "--bind",
                "127.0.0.1",
                "--dir",
                Files.createDirectories(data).toString(),
                "--save",
                "",
                "--appendonly",
                "yes",
                "--appendfsync",
                "everysec");
    }

    Program api() {
        return api;
    }

    @Override
    public void close() {
        api.close();
        redis.close();
    }
}
