package io.sessionledger.examples.server.host;

import io.sessionledger.InvalidInputException;
import io.sessionledger.Storable;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Base64;
import java.util.UUID;

/**
 * A place in a list that is ordered by time and id, and its form as a cursor.
 *
 * @param at the time of the last row that was seen
 * @param id its id
 */
record Position(Instant at, UUID id) {

    String cursor() {
        return Base64.getUrlEncoder()
                .withoutPadding()
                .encodeToString((at + "|" + id).getBytes(StandardCharsets.US_ASCII));
    }

    static Position of(String cursor) {
        try {
            String[] parts =
                    new String(Base64.getUrlDecoder().decode(cursor), StandardCharsets.US_ASCII).split("\\|", -1);
            if (parts.length == 2) {
                Position position =
                        new Position(Storable.instant("cursor", Instant.parse(parts[0])), UUID.fromString(parts[1]));
                if (position.cursor().equals(cursor)) {
                    return position;
                }
            }
        } catch (IllegalArgumentException | DateTimeParseException | InvalidInputException e) {
            // said below, with what would be right
        }
        throw new InvalidInputException("cursor", "expected the next_cursor of a page of this same list");
    }
}
