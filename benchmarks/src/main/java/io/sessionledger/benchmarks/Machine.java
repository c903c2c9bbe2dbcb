package io.sessionledger.benchmarks;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/** What the figures were measured on. */
final class Machine {

    private static final double GIBIBYTE = 1L << 30;

    private Machine() {}

    static Map<String, String> facts() {
        OperatingSystemMXBean system = ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);
        Map<String, String> facts = new LinkedHashMap<>();
        facts.put("cores", Integer.toString(system.getAvailableProcessors()));
        facts.put("memory", String.format(Locale.ROOT, "%.0f GiB", system.getTotalMemorySize() / GIBIBYTE));
        facts.put("system", system.getName() + " " + system.getVersion() + ", " + system.getArch());
        facts.put(
                "JVM",
                System.getProperty("java.vm.name") + " " + System.getProperty("java.vm.version") + ", heap of at most "
                        + String.format(
                                Locale.ROOT, "%.1f GiB", Runtime.getRuntime().maxMemory() / GIBIBYTE));
        return facts;
    }
}
