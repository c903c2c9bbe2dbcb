package io.sessionledger.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** What docs/encryption.md promises about its code. */
class EncryptionDocTest {

    private static final String PACKAGE = "package io.sessionledger.jdbc;\n\n";

    @Test
    void its_codec_is_the_one_that_is_tested() throws IOException {
        String document = Files.readString(Path.of("..", "docs", "encryption.md"));
        String tested = Files.readString(Path.of("src/test/java/io/sessionledger/jdbc/AesGcmCodec.java"));

        assertThat(tested).startsWith(PACKAGE);
        assertThat(document).contains("```java\n" + tested.substring(PACKAGE.length()) + "```\n");
    }
}
