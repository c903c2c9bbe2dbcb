package io.sessionledger.examples.server;

import io.sessionledger.examples.server.config.Settings;
import io.sessionledger.examples.server.security.AccessToken;
import io.sessionledger.examples.server.security.Role;
import java.io.PrintStream;
import java.util.List;

/** What the operator reads when the server is up. The only place where a token is ever shown, and only one that was made for this run. */
final class Welcome {

    private final PrintStream out;

    Welcome(PrintStream out) {
        this.out = out;
    }

    void print(Settings settings, int port, String analyzer, List<AccessToken> made) {
        String address = "http://" + (settings.host().contains(":") ? "[" + settings.host() + "]" : settings.host())
                + ":" + port;
        out.println();
        out.println("Session Ledger example server");
        out.println("  address    " + address + "  (the API, with a token: " + address + "/openapi.yaml)");
        out.println("  dashboard  " + address + ExampleServer.DASHBOARD);
        out.println("  database   " + settings.database().place());
        out.println("  analysis   " + analyzer);
        if (made.isEmpty()) {
            out.println("  sign in    with a token of LEDGER_TOKENS: Authorization: Bearer <token>");
        } else {
            printTokens(address, made);
        }
        out.println("Stop it with Ctrl-C.");
        out.flush();
    }

    private void printTokens(String address, List<AccessToken> made) {
        out.println(
                "  sign in    with one of these tokens, made for this run and shown only here; LEDGER_TOKENS sets lasting ones");
        for (AccessToken token : made) {
            out.printf(
                    "             %-16s %-7s %s%n", token.tenant(), token.role().code(), token.token());
        }
        made.stream()
                .filter(token -> token.role() == Role.ADMIN)
                .findFirst()
                .ifPresent(token -> out.println("  try        curl -H 'Authorization: Bearer " + token.token() + "' "
                        + address + "/api/v1/counselors"));
    }
}
