package io.sessionledger.examples.server.dashboard;

import io.github.bucket4j.Bucket;
import io.javalin.http.Context;
import io.sessionledger.examples.server.security.Caller;
import io.sessionledger.examples.server.security.TokenRegistry;
import java.time.Duration;
import java.util.Optional;

/** Signing in and out, and what a visitor prefers. */
final class SignInPage {

    /** So many tries a second, of all visitors together: who guesses gets nowhere, and nobody is locked out for long. */
    private static final int TRIES = 5;

    private final Door door;
    private final Templates templates;
    private final TokenRegistry tokens;
    private final Bucket tries = Bucket.builder()
            .addLimit(limit -> limit.capacity(4 * TRIES).refillGreedy(TRIES, Duration.ofSeconds(1)))
            .build();

    SignInPage(Door door, Templates templates, TokenRegistry tokens) {
        this.door = door;
        this.templates = templates;
        this.tokens = tokens;
    }

    void show(Context context, Visit visit) {
        String next = Door.next(context.queryParam("next"));
        if (visit.known().isPresent()) {
            door.goTo(context, next);
        } else {
            templates.show(context, visit, "sign-in", new SignInView(next, ""));
        }
    }

    void signIn(Context context, Visit visit) {
        String next = Door.next(context.formParam("next"));
        Optional<Caller> caller = Optional.ofNullable(context.formParam("token"))
                .filter(unused -> tries.tryConsume(1))
                .flatMap(token -> tokens.find(token.strip()));
        if (caller.isEmpty()) {
            refuse(context, visit, next, 401, "sign-in.wrong");
        } else if (caller.get().counselor().isPresent()) {
            refuse(context, visit, next, 403, "sign-in.bound");
        } else {
            door.signOut(context);
            door.signIn(context, caller.get());
            door.goTo(context, next);
        }
    }

    private void refuse(Context context, Visit visit, String next, int status, String key) {
        context.status(status);
        templates.show(context, visit, "sign-in", new SignInView(next, visit.t(key)));
    }

    void signOut(Context context) {
        door.signOut(context);
        door.goTo(context, "/sign-in");
    }

    void prefer(Context context, Visit visit) {
        Optional.ofNullable(context.formParam("language"))
                .flatMap(Language::find)
                .ifPresent(language -> door.remember(context, language));
        Optional.ofNullable(context.formParam("theme"))
                .flatMap(Theme::find)
                .ifPresent(theme -> door.remember(context, theme));
        door.goTo(context, Door.next(context.formParam("next")));
    }
}
