package io.sessionledger.examples.server.http;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import io.javalin.http.HttpResponseException;
import io.javalin.http.MethodNotAllowedResponse;
import io.javalin.http.NotFoundResponse;
import io.sessionledger.ConflictException;
import io.sessionledger.InvalidInputException;
import io.sessionledger.SessionLedgerException;
import io.sessionledger.credit.GrantNotFoundException;
import io.sessionledger.credit.GrantStateException;
import io.sessionledger.examples.server.desk.BusyException;
import io.sessionledger.examples.server.desk.CreditsShortException;
import io.sessionledger.examples.server.desk.FirstTryRunningException;
import io.sessionledger.examples.server.desk.NotAllowedException;
import io.sessionledger.examples.server.desk.NotFoundException;
import io.sessionledger.examples.server.http.Problem.Kind;
import io.sessionledger.session.SessionNotFoundException;
import io.sessionledger.session.SessionStateException;
import io.sessionledger.store.OverloadedException;
import java.nio.charset.StandardCharsets;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Answers every error as a problem. What nobody foresaw is logged, without messages: a database's may quote what it was to store. */
final class ProblemHandlers {

    private static final Logger LOG = LoggerFactory.getLogger(ProblemHandlers.class);
    private static final String RETRY_SOON = "1";

    private final ObjectMapper json;
    private final SignIn signIn;

    ProblemHandlers(ObjectMapper json, SignIn signIn) {
        this.json = json;
        this.signIn = signIn;
    }

    void register(RoutesConfig routes) {
        routes.exception(
                BadRequestException.class,
                (e, context) ->
                        answer(context, of(Kind.BAD_REQUEST, e).at(e.field().orElse(null))));
        routes.exception(InvalidInputException.class, (e, context) -> invalid(context, e));
        routes.exception(UnauthorizedException.class, (e, context) -> unauthorized(context, e));
        routes.exception(NotAllowedException.class, (e, context) -> answer(context, of(Kind.NOT_ALLOWED, e)));
        routes.exception(
                CreditsShortException.class,
                (e, context) -> answer(
                        context,
                        of(Kind.CREDITS_SHORT, e)
                                .lacking(e.missing().value(), e.available().value())));
        routes.exception(NotFoundException.class, (e, context) -> answer(context, of(Kind.NOT_FOUND, e)));
        routes.exception(SessionNotFoundException.class, (e, context) -> answer(context, of(Kind.NOT_FOUND, e)));
        routes.exception(GrantNotFoundException.class, (e, context) -> answer(context, of(Kind.NOT_FOUND, e)));
        routes.exception(ConflictException.class, (e, context) -> answer(context, of(Kind.CONFLICT, e)));
        routes.exception(SessionStateException.class, (e, context) -> answer(context, of(Kind.CONFLICT, e)));
        routes.exception(GrantStateException.class, (e, context) -> answer(context, of(Kind.CONFLICT, e)));
        routes.exception(
                FirstTryRunningException.class,
                (e, context) -> later(context, of(Kind.FIRST_TRY_RUNNING, e), RETRY_SOON));
        routes.exception(BodyTooSlowException.class, (e, context) -> answer(context, of(Kind.BODY_TOO_SLOW, e)));
        routes.exception(BodyTooLargeException.class, (e, context) -> answer(context, of(Kind.BODY_TOO_LARGE, e)));
        routes.exception(
                TooManyRequestsException.class,
                (e, context) -> later(context, of(Kind.TOO_MANY_REQUESTS, e), Long.toString(e.retryAfterSeconds())));
        routes.exception(BusyException.class, (e, context) -> later(context, of(Kind.BUSY, e), RETRY_SOON));
        routes.exception(
                OverloadedException.class,
                (e, context) -> later(
                        context,
                        Problem.of(Kind.BUSY, "The database is busy. Nothing was changed; try again."),
                        RETRY_SOON));
        routes.exception(InterruptedException.class, (e, context) -> {
            Thread.currentThread().interrupt();
            later(context, Problem.of(Kind.BUSY, "The server is stopping. Nothing was stored; try again."), RETRY_SOON);
        });
        routes.exception(HttpResponseException.class, (e, context) -> ofJavalin(context, e));
        routes.exception(SessionLedgerException.class, (e, context) -> unforeseen(context, e));
        routes.exception(Exception.class, (e, context) -> unforeseen(context, e));
    }

    private void invalid(Context context, InvalidInputException e) {
        String field = FieldNames.ofTheApi(e.field());
        String problem =
                String.valueOf(e.getMessage()).substring(e.field().length()).replace("nextCursor", "next_cursor");
        answer(
                context,
                Problem.of(Kind.INVALID, field + problem + (problem.endsWith(".") ? "" : "."))
                        .at(field));
    }

    private void unauthorized(Context context, UnauthorizedException e) {
        context.header("WWW-Authenticate", "Bearer");
        answer(context, of(Kind.UNAUTHORIZED, e));
    }

    /** Whoever has no token does not even learn which paths there are. */
    private void ofJavalin(Context context, HttpResponseException e) {
        try {
            var unused = signIn.requireCaller(context);
        } catch (UnauthorizedException stranger) {
            unauthorized(context, stranger);
            return;
        }
        if (e instanceof NotFoundResponse) {
            answer(
                    context,
                    Problem.of(Kind.NOT_FOUND, "There is nothing at this path; /openapi.yaml lists all paths."));
        } else if (e instanceof MethodNotAllowedResponse) {
            context.header("Allow", e.getDetails().getOrDefault("availableMethods", "GET"));
            answer(
                    context,
                    Problem.of(Kind.METHOD_NOT_ALLOWED, "The path does not know this method; see /openapi.yaml."));
        } else {
            answer(context, Problem.of(Kind.BAD_REQUEST, "The request cannot be read."));
        }
    }

    private void unforeseen(Context context, Exception e) {
        if (Outage.isBehind(e)) {
            LOG.warn("{} {}: the database cannot be reached", context.method(), context.endpoint().path);
            later(context, Problem.of(Kind.UNAVAILABLE, Outage.ADVICE), RETRY_SOON);
            return;
        }
        LOG.error("{} {} failed", context.method(), context.endpoint().path, Unforeseen.withoutMessages(e));
        answer(
                context,
                Problem.of(Kind.INTERNAL, "The request could not be done. The server's log says where it failed."));
    }

    private static Problem of(Kind kind, Exception e) {
        return Problem.of(kind, String.valueOf(e.getMessage()));
    }

    private void later(Context context, Problem problem, String seconds) {
        context.header("Retry-After", seconds);
        answer(context, problem);
    }

    private void answer(Context context, Problem problem) {
        try {
            context.status(problem.status())
                    .contentType("application/problem+json")
                    .result(json.writeValueAsString(problem).getBytes(StandardCharsets.UTF_8));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a problem cannot be written", e);
        }
    }
}
