package io.kuotu.common.job;

import java.util.regex.Pattern;

/** Who submits. Limits, fairness and visibility go by tenant. */
public record TenantId(String value) {
    private static final Pattern FORM = Pattern.compile("[a-z0-9][a-z0-9-]{0,62}");

    public TenantId {
        if (!FORM.matcher(value).matches()) {
            throw new IllegalArgumentException(
                    "a tenant's name is 1 to 63 of a-z, 0-9 and '-': '" + value + "'");
        }
    }

    @Override
    public String toString() {
        return value;
    }
}
