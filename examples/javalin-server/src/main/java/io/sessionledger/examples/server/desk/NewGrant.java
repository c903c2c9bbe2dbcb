package io.sessionledger.examples.server.desk;

import io.sessionledger.Credits;
import io.sessionledger.credit.GrantType;
import java.time.Instant;
import java.util.Optional;

/**
 * Credits to be given.
 *
 * @param amount how many
 * @param type what kind of gift
 * @param reason why
 * @param priority 0 to 100; those with a low one are used first
 * @param expiresAt when what is left of it lapses
 */
public record NewGrant(
        Credits amount, GrantType type, String reason, Optional<Integer> priority, Optional<Instant> expiresAt) {}
