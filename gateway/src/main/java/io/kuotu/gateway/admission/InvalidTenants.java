package io.kuotu.gateway.admission;

import java.util.List;

/** A tenants file that cannot be used, with everything that was found wrong. */
public final class InvalidTenants extends IllegalArgumentException {
    private static final long serialVersionUID = 1L;

    InvalidTenants(List<String> problems) {
        super(String.join("\n", problems));
    }
}
