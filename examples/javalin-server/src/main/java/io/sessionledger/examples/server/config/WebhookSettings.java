package io.sessionledger.examples.server.config;

import java.net.URI;

/**
 * Where alerts are posted.
 *
 * @param url the operator's address
 * @param secret what the receiver knows them by
 */
public record WebhookSettings(URI url, String secret) {

    /** Shows neither the secret nor the address, in which there may be another. */
    @Override
    public String toString() {
        return "WebhookSettings";
    }
}
