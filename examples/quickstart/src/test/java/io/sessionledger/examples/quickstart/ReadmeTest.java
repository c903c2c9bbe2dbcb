package io.sessionledger.examples.quickstart;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the README promises about itself. */
class ReadmeTest {

    private static final Path ROOT = Path.of("..", "..");

    private static final String FRAME = """
            import io.sessionledger.*;
            import io.sessionledger.analysis.*;
            import io.sessionledger.billing.*;
            import io.sessionledger.credit.*;
            import io.sessionledger.jdbc.*;
            import io.sessionledger.session.*;
            import java.time.*;
            import java.util.*;

            public class Example {
                public static void main(String[] args) {
            %s
                }
            }
            """;

    private static final String CREDITS_FRAME = """
            import io.sessionledger.*;
            import io.sessionledger.analysis.*;
            import io.sessionledger.billing.*;
            import io.sessionledger.credit.*;
            import io.sessionledger.jdbc.*;
            import java.time.*;
            import java.util.*;

            abstract class Credit {
                SessionLedger ledger;
                JdbcLedgerStore store;
                TenantCredits credits;
                CounselorId counselor;
                SessionId session;
                GrantId grantId;
                Analysis analysis;
                Instant endOfMay;
                Instant startOfMonth;
                LocalDate first;
                LocalDate last;
                ZoneId zone;

                static class PaymentRequired extends Exception {
                    PaymentRequired(Credits missing, Credits available) {}
                }

            %s
            }
            """;

    @Test
    void its_java_begins_before_line_40_compiles_and_prints_what_it_says(@TempDir Path folder) throws Exception {
        String readme = Files.readString(ROOT.resolve("README.md"));
        Matcher java = Pattern.compile("```java\n(.*?)```", Pattern.DOTALL).matcher(readme);
        assertThat(java.find()).isTrue();
        assertThat(readme.substring(0, java.start()).lines().count()).isLessThan(40);

        Path source = Files.writeString(folder.resolve("Example.java"), FRAME.formatted(java.group(1)));
        int compiled = ToolProvider.getSystemJavaCompiler()
                .run(null, null, null, "-cp", System.getProperty("java.class.path"), source.toString());

        assertThat(compiled).isZero();
        assertThat(printedBy(folder)).isEqualTo("1 started minute x 1 = 1\n99\n");
        assertThat(readme).contains("prints `1 started minute x 1 = 1` and `99`");
    }

    /** Each example is a method of its own; what it does not declare is a value of the host's. */
    @Test
    void the_java_about_credits_compiles(@TempDir Path folder) throws IOException {
        String document = Files.readString(ROOT.resolve("docs/credits.md"));
        Matcher java = Pattern.compile("```java\n(.*?)```", Pattern.DOTALL).matcher(document);
        StringBuilder methods = new StringBuilder();
        int examples = 0;
        while (java.find()) {
            examples++;
            methods.append("void example")
                    .append(examples)
                    .append("() throws Exception {\n")
                    .append(java.group(1))
                    .append("}\n");
        }
        assertThat(examples).isEqualTo(3);

        Path source = Files.writeString(folder.resolve("Credit.java"), CREDITS_FRAME.formatted(methods));
        int compiled = ToolProvider.getSystemJavaCompiler()
                .run(null, null, null, "-cp", System.getProperty("java.class.path"), source.toString());

        assertThat(compiled).isZero();
    }

    private static String printedBy(Path folder) throws Exception {
        PrintStream before = System.out;
        ByteArrayOutputStream printed = new ByteArrayOutputStream();
        try (URLClassLoader loader =
                new URLClassLoader(new URL[] {folder.toUri().toURL()}, ReadmeTest.class.getClassLoader())) {
            System.setOut(new PrintStream(printed, true, StandardCharsets.UTF_8));
            loader.loadClass("Example").getMethod("main", String[].class).invoke(null, (Object) new String[0]);
        } finally {
            System.setOut(before);
        }
        return printed.toString(StandardCharsets.UTF_8);
    }

    @Test
    void its_test_command_is_what_ci_runs() throws IOException {
        assertThat(commandOf("Test it")).isEqualTo("./mvnw -B verify");
        assertThat(Files.readAllLines(ROOT.resolve(".ci/run"))).contains(commandOf("Test it"));
    }

    private static String commandOf(String section) throws IOException {
        String readme = Files.readString(ROOT.resolve("README.md"));
        Matcher block = Pattern.compile("## " + section + "\n.*?```sh\n(.*?)```", Pattern.DOTALL)
                .matcher(readme);
        assertThat(block.find()).isTrue();
        List<String> lines = block.group(1).lines().toList();
        assertThat(lines).hasSize(1);
        return lines.get(0);
    }

    @Test
    void its_links_lead_somewhere() throws IOException {
        for (String document : List.of(
                "README.md",
                "CONTRIBUTING.md",
                "docs/credits.md",
                "docs/data-model.md",
                "docs/ledger-chain.md",
                "docs/rationale.md",
                "docs/testing.md",
                "docs/embedding.md",
                "docs/encryption.md",
                "docs/prices.md")) {
            Path file = ROOT.resolve(document);
            Matcher link = Pattern.compile("]\\((?!http)([^)#]+)").matcher(Files.readString(file));
            while (link.find()) {
                assertThat(file.resolveSibling(link.group(1)))
                        .as("link in %s", document)
                        .exists();
            }
        }
    }
}
