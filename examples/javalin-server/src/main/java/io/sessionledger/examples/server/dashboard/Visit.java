package io.sessionledger.examples.server.dashboard;

import io.sessionledger.examples.server.security.Caller;
import io.sessionledger.examples.server.security.Role;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.Optional;

/**
 * One request, as a page sees it: who is there, in which language, in which zone.
 *
 * @param prefix under which the dashboard is mounted, such as {@code /admin}
 * @param here path and query of the page
 * @param language of the visitor
 * @param theme of the visitor
 * @param zone of the tenant
 * @param today in that zone
 * @param known who has signed in, if anybody
 * @param formToken what each form carries
 * @param note what was done by the request before, if anything
 * @param assets style and script
 * @param formats how numbers and times are written
 */
record Visit(
        String prefix,
        String here,
        Language language,
        Theme theme,
        ZoneId zone,
        LocalDate today,
        Optional<Caller> known,
        String formToken,
        Optional<Note> note,
        Assets assets,
        Formats formats) {

    Caller caller() {
        return known.orElseThrow();
    }

    /** Whether forms that change something are shown. They are refused to others all the same. */
    boolean writes() {
        return known.map(caller -> caller.role().covers(Role.ADMIN)).orElse(false);
    }

    String t(String key, Object... values) {
        return language.texts().get(key, values);
    }

    /** One text for one, another for more. */
    String n(String key, long count) {
        return t(count == 1 ? key + ".one" : key, formats.count(count));
    }

    /** In the largest unit of which it has whole ones. */
    String duration(Duration duration) {
        if (duration.toSeconds() % 86_400 == 0) {
            return n("duration.days", duration.toDays());
        }
        if (duration.toSeconds() % 3_600 == 0) {
            return n("duration.hours", duration.toHours());
        }
        return duration.toSeconds() % 60 == 0
                ? n("duration.minutes", duration.toMinutes())
                : n("duration.seconds", duration.toSeconds());
    }

    String url(String path) {
        return prefix + path;
    }

    String asset(String name) {
        return prefix + assets.path(name);
    }

    static String encode(String value) {
        return URLEncoder.encode(value, StandardCharsets.UTF_8);
    }

    /** This page with another value of one parameter, and from the first page of its list. */
    String with(String name, String value) {
        int question = here.indexOf('?');
        String path = question < 0 ? here : here.substring(0, question);
        StringBuilder query = new StringBuilder();
        if (question >= 0) {
            for (String pair : here.substring(question + 1).split("&", -1)) {
                if (!pair.startsWith(name + "=") && !pair.startsWith("cursor=") && !pair.isEmpty()) {
                    query.append('&').append(pair);
                }
            }
        }
        if (!value.isEmpty()) {
            query.append('&').append(name).append('=').append(encode(value));
        }
        return prefix + path + (query.isEmpty() ? "" : "?" + query.substring(1));
    }

    /** Whether a part of the dashboard is the one that is open. */
    boolean isIn(String part) {
        String path = here.contains("?") ? here.substring(0, here.indexOf('?')) : here;
        return part.isEmpty() ? path.isEmpty() || path.equals("/") : path.startsWith(part);
    }
}
