package io.sessionledger.examples.server.host;

import java.time.Instant;
import java.util.Optional;

/**
 * What is known of a request that came with a key.
 *
 * @param digest of what it asked
 * @param answer what it was answered; empty while it is worked on
 * @param claimedUntil while it is worked on, when a repeat may take it over
 */
public record KnownRequest(String digest, Optional<String> answer, Optional<Instant> claimedUntil) {}
