package io.sessionledger.examples.server.host;

import io.sessionledger.CounselorId;
import java.time.Instant;
import java.util.Optional;

/**
 * A counselor as the host knows one.
 *
 * @param id also the key of the credit account
 * @param name what to call them
 * @param email where to reach them
 * @param createdAt when they were registered
 */
public record Counselor(CounselorId id, String name, Optional<String> email, Instant createdAt) {}
