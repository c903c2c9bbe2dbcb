package io.sessionledger.examples.server.security;

import io.sessionledger.CounselorId;
import io.sessionledger.TenantId;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Optional;

/**
 * A token as it was configured or made, until the {@link TokenRegistry} has hashed it.
 *
 * @param token the secret
 * @param tenant whose data it opens
 * @param role what it may do there
 * @param counselor if present, the one counselor whose sessions and credits it may touch
 */
public record AccessToken(String token, TenantId tenant, Role role, Optional<CounselorId> counselor) {

    private static final int RANDOM_BYTES = 24;
    private static final SecureRandom RANDOM = new SecureRandom();

    /**
     * {@return a new random token, not bound to a counselor}
     *
     * @param tenant whose data it opens
     * @param role what it may do there
     */
    public static AccessToken random(TenantId tenant, Role role) {
        byte[] bytes = new byte[RANDOM_BYTES];
        RANDOM.nextBytes(bytes);
        String token = Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
        return new AccessToken(token, tenant, role, Optional.empty());
    }

    /** Never shows the token. */
    @Override
    public String toString() {
        return "AccessToken[tenant=" + tenant + ", role=" + role.code() + "]";
    }
}
