package io.kuotu.gateway.admission;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.kuotu.common.job.TenantId;
import io.kuotu.gateway.GatewaySettings.TenantSettings;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * API keys to tenants. Only hashes are kept; a presented key is hashed before it is looked up, so
 * the time that takes tells nothing about the keys there are. Immutable.
 */
public final class Tenants {
    private final Map<String, Tenant> byKeyHash;

    private Tenants(Map<String, Tenant> byKeyHash) {
        this.byKeyHash = Map.copyOf(byKeyHash);
    }

    public static Tenants of(Map<String, TenantSettings> settings) {
        Map<String, Tenant> found = new HashMap<>();
        settings.forEach(
                (name, tenant) ->
                        tenant.keySha256().forEach(hash -> found.put(hash, tenant(name, tenant))));
        return new Tenants(found);
    }

    private static Tenant tenant(String name, TenantSettings settings) {
        return new Tenant(
                new TenantId(name),
                settings.maxInFlight(),
                settings.webhookSecrets().orElse(List.of()),
                settings.operator());
    }

    public Optional<Tenant> withKey(String key) {
        return Optional.ofNullable(byKeyHash.get(sha256(key)));
    }

    /** None where there is no such tenant any more. */
    public List<String> webhookSecrets(TenantId id) {
        return byKeyHash.values().stream()
                .filter(tenant -> tenant.id().equals(id))
                .findFirst()
                .map(Tenant::webhookSecrets)
                .orElse(List.of());
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
