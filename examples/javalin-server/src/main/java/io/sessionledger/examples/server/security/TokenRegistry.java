package io.sessionledger.examples.server.security;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/** The tokens that open the server. It keeps their hashes alone. Immutable. */
public final class TokenRegistry {

    private final List<Entry> entries;

    private TokenRegistry(List<Entry> entries) {
        this.entries = entries;
    }

    /**
     * {@return a registry of tokens}
     *
     * @param tokens who may come in, each with the token in plain; it is hashed and forgotten
     */
    public static TokenRegistry of(Collection<AccessToken> tokens) {
        List<Entry> entries = new ArrayList<>();
        for (AccessToken token : tokens) {
            TokenHash hash = TokenHash.of(token.token());
            entries.add(new Entry(hash, new Caller(token.tenant(), token.role(), token.counselor(), hash.actor())));
        }
        return new TokenRegistry(List.copyOf(entries));
    }

    /**
     * {@return whose token this is, if it is one}
     *
     * @param token what was shown
     */
    public Optional<Caller> find(String token) {
        TokenHash shown = TokenHash.of(token);
        Optional<Caller> found = Optional.empty();
        // to the end, so that the time says nothing about which entry matched
        for (Entry entry : entries) {
            if (entry.hash.matches(shown)) {
                found = Optional.of(entry.caller);
            }
        }
        return found;
    }

    private record Entry(TokenHash hash, Caller caller) {}
}
