package io.sessionledger.examples.server;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The server as a process of its own, with all that it prints. */
final class ServerProcess implements AutoCloseable {

    private static final Pattern ADDRESS = Pattern.compile("address +http://127\\.0\\.0\\.1:(\\d+)");

    private final Process process;
    private final Path output;

    private ServerProcess(Process process, Path output) {
        this.process = process;
        this.output = output;
    }

    static ServerProcess launch(Path folder, Map<String, String> environment, String... options) throws IOException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of(options));
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), Main.class.getName()));
        Path output = folder.resolve("output.txt");
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(output.toFile());
        builder.environment().keySet().removeIf(name -> name.startsWith("LEDGER_") || name.startsWith("GEMINI_"));
        builder.environment().putAll(environment);
        return new ServerProcess(builder.start(), output);
    }

    /** The port, once the server says that it is up. */
    int awaitPort() throws IOException, InterruptedException {
        while (process.isAlive()) {
            Matcher address = ADDRESS.matcher(output());
            if (address.find() && output().contains("Ctrl-C")) {
                return Integer.parseInt(address.group(1));
            }
            boolean unused = process.waitFor(50, TimeUnit.MILLISECONDS);
        }
        throw new IllegalStateException(output());
    }

    /** SIGTERM. */
    void stop() {
        process.destroy();
    }

    int awaitExit() throws InterruptedException {
        return process.waitFor();
    }

    long pid() {
        return process.pid();
    }

    String output() throws IOException {
        return Files.readString(output);
    }

    @Override
    public void close() {
        var unused = process.destroyForcibly().onExit().join();
    }
}
