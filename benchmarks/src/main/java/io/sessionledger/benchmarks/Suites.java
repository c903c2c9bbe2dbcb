package io.sessionledger.benchmarks;

import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** All there are. */
final class Suites {

    private Suites() {}

    /** Those that run unless others are asked for. */
    static List<Suite> usual(Path out) {
        return List.of(
                new RecordSuite(),
                new SettleSuite(),
                new LifecycleSuite(),
                new JsonbSuite(out),
                new DepthSuite(),
                new MemorySuite(),
                new StartUpSuite());
    }

    /** Those that take so long that they run only when asked for. */
    static List<Suite> onRequest(Path out) {
        return List.of(new SizeSuite(out));
    }

    static List<Suite> all(Path out) {
        return Stream.concat(usual(out).stream(), onRequest(out).stream()).toList();
    }
}
