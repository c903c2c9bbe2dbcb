package io.sessionledger.examples.springboot;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.StringWriter;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whoever copies a block of Java out of the documents gets code that compiles. */
class DocumentsTest {

    private static final Path DOCS = Path.of("../../docs");

    private static final String FRAME = """
            import io.micrometer.core.instrument.MeterRegistry;
            import io.micrometer.core.instrument.Timer;
            import io.sessionledger.*;
            import io.sessionledger.analysis.*;
            import io.sessionledger.billing.*;
            import io.sessionledger.credit.*;
            import io.sessionledger.event.*;
            import io.sessionledger.jdbc.*;
            import io.sessionledger.report.*;
            import io.sessionledger.session.*;
            import io.sessionledger.store.*;
            import java.io.*;
            import java.nio.file.*;
            import java.sql.Connection;
            import java.sql.SQLException;
            import java.time.*;
            import java.util.*;
            import java.util.concurrent.*;
            import java.util.function.*;
            import javax.sql.DataSource;
            import org.jdbi.v3.core.Jdbi;
            import org.springframework.jdbc.core.JdbcTemplate;
            import org.springframework.scheduling.annotation.*;
            import org.springframework.transaction.support.*;
            import org.springframework.util.Assert;

            abstract class Block%d {
            %s
            }
            """;

    private static final String STEPS = """
                DataSource dataSource;
                Connection connection;
                SessionLedger ledger;
                JdbcLedgerStore store;
                TenantLedger island;
                SessionId sessionId;
                CounselorId counselorId;
                Analysis analysis;
                MeterRegistry registry;

                void steps() throws Exception {
            %s
                }
            """;

    @ParameterizedTest
    @ValueSource(strings = {"../README.md", "embedding.md", "prices.md", "upkeep.md"})
    void their_java_compiles(String document, @TempDir Path classes) throws IOException {
        List<JavaFileObject> sources = new ArrayList<>();
        Matcher block =
                Pattern.compile("```java\n(.*?)```", Pattern.DOTALL).matcher(Files.readString(DOCS.resolve(document)));
        while (block.find()) {
            String java = block.group(1);
            boolean declaresMethods = Pattern.compile("(?m)^(<T> T|void|class|record) ")
                    .matcher(java)
                    .find();
            String body = declaresMethods ? java : STEPS.formatted(java);
            sources.add(source(sources.size(), FRAME.formatted(sources.size(), body)));
        }
        assertThat(sources).isNotEmpty();

        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        StringWriter report = new StringWriter();
        List<String> options =
                List.of("-cp", System.getProperty("java.class.path"), "-d", classes.toString(), "-proc:none");
        boolean compiled =
                compiler.getTask(report, null, null, options, null, sources).call();

        assertThat(compiled).as("%s", report).isTrue();
    }

    private static JavaFileObject source(int number, String java) {
        return new SimpleJavaFileObject(URI.create("string:///Block" + number + ".java"), JavaFileObject.Kind.SOURCE) {
            @Override
            public CharSequence getCharContent(boolean ignoreEncodingErrors) {
                return java;
            }
        };
    }
}
