package io.kuotu.gateway.admission;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.kuotu.common.job.TenantId;
import io.kuotu.gateway.GatewaySettings.TenantSettings;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * API keys to tenants. Only hashes are kept; a presented key is hashed before it is looked up, and
 * what is found is compared in constant time: see the gateway's DESIGN.md. Immutable.
 */
public final class Tenants {
    /** Hexadecimal digits of a hash that it is looked up by. */
    private static final int PREFIX = 16;

    private final Map<String, List<Known>> byPrefix = new HashMap<>();
    private final Map<TenantId, Tenant> byId = new HashMap<>();

    /**
     * A tenant and what it is known by.
     *
     * @param keyHashes SHA-256 of its keys, in lower-case hexadecimal
     */
    public record Keyed(Tenant tenant, List<String> keyHashes) {
        public Keyed {
            keyHashes = List.copyOf(keyHashes);
        }
    }

    private record Known(String hash, Tenant tenant) {
        /** In a time that tells nothing about where they differ. */
        boolean has(String presented) {
            return MessageDigest.isEqual(hash.getBytes(UTF_8), presented.getBytes(UTF_8));
        }
    }

    private Tenants(List<Keyed> all) {
        for (Keyed keyed : all) {
            byId.put(keyed.tenant().id(), keyed.tenant());
            for (String hash : keyed.keyHashes()) {
                byPrefix.computeIfAbsent(hash.substring(0, PREFIX), _ -> new ArrayList<>())
                        .add(new Known(hash, keyed.tenant()));
            }
        }
    }

    /** {@link #problems} says what must not be. */
    public static Tenants of(List<Keyed> all) {
        return new Tenants(all);
    }

    public static Tenants of(Map<String, TenantSettings> settings) {
        return new Tenants(keyed(settings));
    }

    static List<Keyed> keyed(Map<String, TenantSettings> settings) {
        List<Keyed> all = new ArrayList<>();
        settings.forEach(
                (name, tenant) -> all.add(new Keyed(tenant(name, tenant), tenant.keySha256())));
        return all;
    }

    private static Tenant tenant(String name, TenantSettings settings) {
        return new Tenant(
                new TenantId(name),
                settings.maxInFlight(),
                settings.webhookSecrets().orElse(List.of()),
                settings.operator());
    }

    /** Tenants and keys that are there twice. */
    static List<String> problems(List<Keyed> all) {
        List<String> problems = new ArrayList<>();
        Map<TenantId, Keyed> ids = new HashMap<>();
        Map<String, TenantId> keys = new HashMap<>();
        for (Keyed keyed : all) {
            TenantId id = keyed.tenant().id();
            if (ids.put(id, keyed) != null) {
                problems.add("tenant " + id + " is there twice: in the settings and in the file");
            }
            for (String hash : keyed.keyHashes()) {
                TenantId other = keys.put(hash, id);
                if (other != null) {
                    problems.add("a key of " + id + " is a key of " + other + " too");
                }
            }
        }
        return problems;
    }

    public Optional<Tenant> withKey(String key) {
        String hash = sha256(key);
        return byPrefix.getOrDefault(hash.substring(0, PREFIX), List.of()).stream()
                .filter(known -> known.has(hash))
                .map(Known::tenant)
                .findFirst();
    }

    public Optional<Tenant> find(TenantId id) {
        return Optional.ofNullable(byId.get(id));
    }

    public int size() {
        return byId.size();
    }

    /** In the form of the settings. */
    public static String sha256(String key) {
        try {
            return HexFormat.of()
                    .formatHex(MessageDigest.getInstance("SHA-256").digest(key.getBytes(UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
