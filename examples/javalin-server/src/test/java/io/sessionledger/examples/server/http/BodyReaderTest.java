package io.sessionledger.examples.server.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** What a client may send, and how slowly. */
class BodyReaderTest {

    private final AtomicLong nanoTime = new AtomicLong(Long.MAX_VALUE - 5);
    private final BodyReader reader = new BodyReader(100, Duration.ofSeconds(30), nanoTime::get);

    @Test
    void a_body_of_the_largest_size_is_read_and_one_more_byte_is_too_much() throws Exception {
        assertThat(reader.read(new ByteArrayInputStream(new byte[100]))).hasSize(100);
        assertThatThrownBy(() -> reader.read(new ByteArrayInputStream(new byte[101])))
                .isInstanceOf(BodyTooLargeException.class);
    }

    @Test
    void a_client_that_sends_a_byte_now_and_then_is_given_up() throws Exception {
        assertThat(reader.read(dripping(3))).hasSize(3);
        assertThatThrownBy(() -> reader.read(dripping(4))).isInstanceOf(BodyTooSlowException.class);
    }

    /** Ten seconds pass with each byte. */
    private InputStream dripping(int bytes) {
        return new InputStream() {
            private int sent;

            @Override
            public int read() {
                if (sent == bytes) {
                    return -1;
                }
                sent++;
                nanoTime.addAndGet(Duration.ofSeconds(10).toNanos());
                return 'x';
            }

            @Override
            public int read(byte[] into, int offset, int length) throws IOException {
                int next = read();
                if (next < 0) {
                    return -1;
                }
                into[offset] = (byte) next;
                return 1;
            }
        };
    }
}
