package io.sessionledger.examples.server.dashboard;

import io.javalin.http.Context;
import io.javalin.http.Cookie;
import io.javalin.http.HttpStatus;
import io.javalin.http.SameSite;
import io.sessionledger.examples.server.config.TimeZones;
import io.sessionledger.examples.server.desk.NotAllowedException;
import io.sessionledger.examples.server.security.Caller;
import io.sessionledger.examples.server.security.Role;
import java.time.Clock;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Who comes in, with which cookies, and whether a form is one of ours. */
final class Door {

    private static final String VISITOR = "ledger_visitor";
    private static final String STRANGER = "ledger_form";
    private static final String LANGUAGE = "ledger_language";
    private static final String THEME = "ledger_theme";
    private static final String TOKEN_FIELD = "form_token";
    private static final int UNTIL_THE_BROWSER_ENDS = -1;
    private static final int A_YEAR = 365 * 24 * 3600;

    private final String prefix;
    private final Visitors visitors;
    private final TimeZones zones;
    private final Clock clock;
    private final FormTokens formTokens = new FormTokens();
    private final Assets assets = new Assets();

    Door(String prefix, Visitors visitors, TimeZones zones, Clock clock) {
        this.prefix = prefix;
        this.visitors = visitors;
        this.zones = zones;
        this.clock = clock;
    }

    String prefix() {
        return prefix;
    }

    Assets assets() {
        return assets;
    }

    /** Looks at the cookies. Of a form, requires that it is one of ours. */
    Visit open(Context context) {
        Optional<String> id = Optional.ofNullable(context.cookie(VISITOR));
        Optional<Caller> caller = id.flatMap(visitors::find);
        String cookie = caller.isPresent() ? id.orElseThrow() : strangerCookie(context);
        boolean isForm = context.method().name().equals("POST");
        if (isForm && !formTokens.fits(context.formParam(TOKEN_FIELD), cookie)) {
            throw new BadAddressException("error.form");
        }
        Optional<Note> note = caller.isPresent() && !isForm ? id.flatMap(visitors::takeNote) : Optional.empty();
        return visit(context, caller, cookie, note);
    }

    /** For a page that says that a form was none of ours: nobody in particular reads it. */
    Visit stranger(Context context) {
        return visit(context, Optional.empty(), strangerCookie(context), Optional.empty());
    }

    private Visit visit(Context context, Optional<Caller> caller, String cookie, Optional<Note> note) {
        ZoneId zone = caller.map(known -> zones.of(known.tenant())).orElse(ZoneOffset.UTC);
        Language language = Optional.ofNullable(context.cookie(LANGUAGE))
                .flatMap(Language::find)
                .orElseGet(() -> Language.ofBrowser(
                        Optional.ofNullable(context.header("Accept-Language")).orElse("en")));
        return new Visit(
                prefix,
                here(context),
                language,
                Optional.ofNullable(context.cookie(THEME)).flatMap(Theme::find).orElse(Theme.AUTO),
                zone,
                LocalDate.now(clock.withZone(zone)),
                caller,
                formTokens.of(cookie),
                note,
                assets,
                new Formats(language.locale(), zone));
    }

    private String here(Context context) {
        String path = context.path().substring(prefix.length());
        return context.queryString() == null ? path : path + "?" + context.queryString();
    }

    private String strangerCookie(Context context) {
        String there = context.cookie(STRANGER);
        if (there != null && there.length() >= 32) {
            return there;
        }
        String made = FormTokens.newCookie();
        set(context, STRANGER, made, UNTIL_THE_BROWSER_ENDS);
        return made;
    }

    static void requireWriter(Visit visit) {
        if (!visit.caller().role().covers(Role.ADMIN)) {
            throw new NotAllowedException("This needs a token of role admin; the one you signed in with is of role "
                    + visit.caller().role().code() + ".");
        }
    }

    void signIn(Context context, Caller caller) {
        set(context, VISITOR, visitors.admit(caller), UNTIL_THE_BROWSER_ENDS);
    }

    void signOut(Context context) {
        Optional.ofNullable(context.cookie(VISITOR)).ifPresent(visitors::leave);
        set(context, VISITOR, "", 0);
    }

    /** Goes to a page below the prefix, which says what was done. */
    void goTo(Context context, String path, Note note) {
        Optional.ofNullable(context.cookie(VISITOR)).ifPresent(id -> visitors.tell(id, note));
        goTo(context, path);
    }

    void goTo(Context context, String path) {
        context.redirect(prefix + path, HttpStatus.SEE_OTHER);
    }

    void remember(Context context, Language language) {
        set(context, LANGUAGE, language.code(), A_YEAR);
    }

    void remember(Context context, Theme theme) {
        set(context, THEME, theme.code(), A_YEAR);
    }

    /** Never to be read by a script, and never sent along from another site. Over TLS alone, where the visitor came by TLS. */
    private void set(Context context, String name, String value, int maxAge) {
        boolean tls = context.scheme().equals("https") || "https".equals(context.header("X-Forwarded-Proto"));
        context.cookie(new Cookie(name, value, prefix, maxAge, tls, true, null, SameSite.STRICT));
    }

    /** A path below the prefix that a form or an address says to go on to; the overview where it says anything else. */
    static String next(@Nullable String said) {
        if (said == null || !said.startsWith("/") || said.startsWith("//")) {
            return "";
        }
        return said.chars().allMatch(c -> c > ' ' && c < 127 && c != '\\') ? said : "";
    }
}
