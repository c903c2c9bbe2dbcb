package io.sessionledger.examples.server.dashboard;

import io.javalin.http.Context;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Which rows of which look at the charges of a range are shown.
 *
 * @param row the first of them
 * @param look where the look begins; empty for the range's beginning
 */
record RepricingPlace(int row, Optional<String> look) {

    private static final Pattern FORM = Pattern.compile("(\\d{1,6})\\.([\\w-]*)");

    static RepricingPlace of(Context context) {
        Optional<String> text = Parameters.find(context, "cursor");
        if (text.isEmpty()) {
            return new RepricingPlace(0, Optional.empty());
        }
        Matcher place = FORM.matcher(text.get());
        if (!place.matches()) {
            throw new BadAddressException("error.address");
        }
        return new RepricingPlace(
                Integer.parseInt(place.group(1)), Optional.of(place.group(2)).filter(look -> !look.isEmpty()));
    }

    RepricingPlace atRow(int first) {
        return new RepricingPlace(first, look);
    }

    static RepricingPlace atLook(String next) {
        return new RepricingPlace(0, Optional.of(next));
    }

    /** As it stands in an address. */
    String text() {
        return row + "." + look.orElse("");
    }
}
