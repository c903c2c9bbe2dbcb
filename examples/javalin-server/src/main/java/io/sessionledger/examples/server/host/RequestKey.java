package io.sessionledger.examples.server.host;

import io.sessionledger.Storable;

/**
 * What makes two requests the same.
 *
 * @param key the client's, 1 to 200 characters
 * @param digest of what is asked: the same key with another digest is a conflict
 */
public record RequestKey(String key, String digest) {

    private static final int MAX_LENGTH = 190;

    /** Checks the key. Ten characters less than the ledger takes, which the server puts in front. */
    public RequestKey {
        key = Storable.label("Idempotency-Key", key, MAX_LENGTH);
    }
}
