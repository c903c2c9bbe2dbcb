package io.sessionledger.examples.server.config;

import io.sessionledger.Credits;
import io.sessionledger.credit.CreditPolicy;
import io.sessionledger.examples.server.security.AccessToken;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What the operator has set.
 *
 * @param host the address to listen on
 * @param port the port, 0 for any free one
 * @param database where the tables are
 * @param tokens who may come in; empty if random ones are to be made
 * @param charge when sessions are charged
 * @param shortage what happens when credits do not cover the work
 * @param geminiApiKey the model's key; without one the offline rules judge
 * @param geminiBaseUrl where the model is, if not where its SDK looks
 * @param demo whether an empty database is to be filled with made-up sessions
 * @param requestsPerSecond how many requests a token may make
 * @param analysesAtOnce how many analyses may be under way
 * @param webhook where alerts are posted; without it they are written to the log
 * @param maintenanceSeconds how long maintenance rests after a run
 * @param timeZones where each tenant's day begins, on the dashboard
 */
public record Settings(
        String host,
        int port,
        DatabaseSettings database,
        List<AccessToken> tokens,
        Charge charge,
        Shortage shortage,
        Optional<String> geminiApiKey,
        Optional<URI> geminiBaseUrl,
        boolean demo,
        int requestsPerSecond,
        int analysesAtOnce,
        Optional<WebhookSettings> webhook,
        int maintenanceSeconds,
        TimeZones timeZones) {

    /** {@code LEDGER_CHARGE}. */
    public enum Charge {
        /** Once, when a session completes. */
        COMPLETION,
        /** With every analysis, the rest at completion. */
        ANALYSIS
    }

    /** {@code LEDGER_SHORTAGE}. */
    public enum Shortage {
        /** Charge all the same, and say so. */
        WARN,
        /** Refuse an analysis before it is made. */
        REFUSE
    }

    /** Copies what it is given. */
    public Settings {
        tokens = List.copyOf(tokens);
    }

    /**
     * {@return the settings of an environment}
     *
     * @param environment such as {@link System#getenv()}; an empty value counts as unset
     * @throws SettingsException if one of them cannot be used
     */
    public static Settings of(Map<String, String> environment) {
        return new EnvironmentReader(environment).settings();
    }

    /** {@return how the ledger charges and what it does when credits are short} */
    public CreditPolicy policy() {
        CreditPolicy policy = switch (charge) {
            case COMPLETION -> CreditPolicy.chargeAtCompletion();
            case ANALYSIS -> CreditPolicy.chargePerAnalysis();
        };
        return switch (shortage) {
            case WARN -> policy;
            case REFUSE -> policy.refusing(Credits.ZERO);
        };
    }

    /** Never shows a token, a key or a password. */
    @Override
    public String toString() {
        return "Settings[host=" + host + ", port=" + port + ", database=" + database + ", charge=" + charge
                + ", shortage=" + shortage + ", demo=" + demo + "]";
    }
}
