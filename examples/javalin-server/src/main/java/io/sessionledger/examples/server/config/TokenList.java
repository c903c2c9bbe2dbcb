package io.sessionledger.examples.server.config;

import io.sessionledger.CounselorId;
import io.sessionledger.InvalidInputException;
import io.sessionledger.TenantId;
import io.sessionledger.examples.server.security.AccessToken;
import io.sessionledger.examples.server.security.Role;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Reads {@code LEDGER_TOKENS}. Errors say which entry by its place in the list, never by the token. */
final class TokenList {

    static final String VARIABLE = "LEDGER_TOKENS";
    static final String FORM = "token=tenant:role[:counselor-uuid], separated by commas";

    /** The ledger's entries name a token by a part of its hash, from which a shorter one could be guessed. */
    private static final int LEAST_LENGTH = 12;

    private static final int MOST_LENGTH = 200;

    private TokenList() {}

    static List<AccessToken> parse(String list) {
        List<AccessToken> tokens = new ArrayList<>();
        Set<String> seen = new HashSet<>();
        String[] entries = list.split(",", -1);
        for (int i = 0; i < entries.length; i++) {
            AccessToken token = entry(i + 1, entries[i].strip());
            if (!seen.add(token.token())) {
                throw wrong(i + 1, "the same token stands there twice; each must be another one");
            }
            tokens.add(token);
        }
        return tokens;
    }

    private static AccessToken entry(int number, String entry) {
        // a token may end in '=', a tenant may not contain one
        int equals = entry.lastIndexOf('=');
        String[] parts = entry.substring(equals + 1).split(":", -1);
        if (equals < 1 || parts.length < 2 || parts.length > 3) {
            throw wrong(number, "must be " + FORM);
        }
        try {
            return new AccessToken(
                    token(number, entry.substring(0, equals)),
                    TenantId.of(parts[0]),
                    role(number, parts[1]),
                    parts.length == 3 ? Optional.of(CounselorId.of(parts[2])) : Optional.empty());
        } catch (InvalidInputException e) {
            throw wrong(number, String.valueOf(e.getMessage()));
        }
    }

    private static String token(int number, String token) {
        boolean visible = token.chars().allMatch(c -> c > ' ' && c < 127);
        if (!visible || token.length() < LEAST_LENGTH || token.length() > MOST_LENGTH) {
            throw wrong(
                    number,
                    "the token must have " + LEAST_LENGTH + " to " + MOST_LENGTH
                            + " visible ASCII characters, best random ones");
        }
        return token;
    }

    private static Role role(int number, String code) {
        for (Role role : Role.values()) {
            if (role.code().equals(code)) {
                return role;
            }
        }
        throw wrong(number, "the role must be viewer, app or admin");
    }

    private static SettingsException wrong(int number, String problem) {
        return new SettingsException(VARIABLE, "entry " + number + ": " + problem);
    }
}
