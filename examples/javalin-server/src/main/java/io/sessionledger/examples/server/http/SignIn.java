package io.sessionledger.examples.server.http;

import io.javalin.http.Context;
import io.javalin.http.HandlerType;
import io.javalin.http.MethodNotAllowedResponse;
import io.sessionledger.examples.server.desk.NotAllowedException;
import io.sessionledger.examples.server.security.Caller;
import io.sessionledger.examples.server.security.Role;
import io.sessionledger.examples.server.security.TokenRegistry;
import java.util.Optional;
import java.util.stream.Stream;

/** Finds out who is calling, and whether the route is for them, before anything else is looked at. */
final class SignIn {

    private static final String SCHEME = "Bearer ";
    private static final String CALLER = "caller";

    private final TokenRegistry tokens;
    private final RateLimiter limiter;

    SignIn(TokenRegistry tokens, RateLimiter limiter) {
        this.tokens = tokens;
        this.limiter = limiter;
    }

    /** Before a route that was matched. */
    void check(Context context) {
        if (context.routeRoles().contains(Needs.NOTHING)) {
            return;
        }
        Caller caller = requireCaller(context);
        limiter.admit(caller);
        if (context.method().equals(HandlerType.HEAD)) {
            // would be answered 200 whatever the GET says
            throw new MethodNotAllowedResponse();
        }
        Role needed = context.routeRoles().stream()
                .flatMap(role -> role instanceof Needs needs ? needs.role().stream() : Stream.empty())
                .findFirst()
                .orElseThrow(() -> new NotAllowedException("This route is open to nobody."));
        if (!caller.role().covers(needed)) {
            throw new NotAllowedException("This needs a token of role " + needed.code() + "; the one sent is of role "
                    + caller.role().code() + ".");
        }
        context.attribute(CALLER, caller);
    }

    Caller requireCaller(Context context) {
        return Optional.ofNullable(context.header("Authorization"))
                .filter(header -> header.regionMatches(true, 0, SCHEME, 0, SCHEME.length()))
                .flatMap(header -> tokens.find(header.substring(SCHEME.length()).strip()))
                .orElseThrow(UnauthorizedException::new);
    }

    static Caller caller(Context context) {
        Caller caller = context.attribute(CALLER);
        if (caller == null) {
            throw new UnauthorizedException();
        }
        return caller;
    }
}
