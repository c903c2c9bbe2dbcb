package io.sessionledger.examples.server.http;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * Reads what a client sends: no more than it may, whatever it says, or does not say, about the length; and no longer, since a client that sends a byte now and then would keep its thread for ever.
 *
 * @param mostBytes the largest body
 * @param patience how long it may take to arrive
 * @param nanoTime such as {@link System#nanoTime}
 */
record BodyReader(int mostBytes, Duration patience, LongSupplier nanoTime) {

    private static final int CHUNK = 8192;

    byte[] read(InputStream stream) throws IOException {
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        byte[] chunk = new byte[CHUNK];
        long began = nanoTime.getAsLong();
        for (int length = stream.read(chunk); length >= 0; length = stream.read(chunk)) {
            body.write(chunk, 0, length);
            if (body.size() > mostBytes) {
                throw new BodyTooLargeException(mostBytes);
            }
            if (nanoTime.getAsLong() - began > patience.toNanos()) {
                throw new BodyTooSlowException(patience);
            }
        }
        return body.toByteArray();
    }
}
