package io.kuotu.standalone;

import io.kuotu.common.store.ObjectStore;
import io.kuotu.common.store.S3ObjectStore;
import io.kuotu.common.store.StoreAddress;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

/** The store that comes with a standalone cluster. */
class EmbeddedObjectStoreTest extends ObjectStoreContract {
    private static EmbeddedObjectStore server;
    private static ObjectStore store;

    @BeforeAll
    static void start() {
        server = EmbeddedObjectStore.start(folder.resolve("objects"), "access", "secret-secret");
        store =
                S3ObjectStore.open(
                        new StoreAddress(
                                server.endpoint(),
                                Optional.empty(),
                                "us-east-1",
                                "kuotu",
                                "access",
                                "secret-secret"));
    }

    @AfterAll
    static void stop() {
        store.close();
        server.close();
    }

    @Override
    ObjectStore store() {
        return store;
    }
}
