package io.sessionledger.examples.server.dashboard;

import io.javalin.http.Context;
import io.sessionledger.CounselorId;
import io.sessionledger.GrantId;
import io.sessionledger.PageRequest;
import io.sessionledger.RateId;
import io.sessionledger.RecurringGrantId;
import io.sessionledger.SessionId;
import java.util.Optional;
import java.util.UUID;

/** What stands in an address or a form. */
final class Parameters {

    private Parameters() {}

    static Optional<String> find(Context context, String name) {
        return Optional.ofNullable(context.queryParam(name)).map(String::strip).filter(text -> !text.isEmpty());
    }

    /** What was written into a field; empty if nothing was. */
    static String field(Context context, String name) {
        return Optional.ofNullable(context.formParam(name)).map(String::strip).orElse("");
    }

    static PageRequest page(Context context, int size) {
        return new PageRequest(size, find(context, "cursor"));
    }

    static CounselorId counselor(Context context) {
        return CounselorId.of(uuid(context.pathParam("counselor_id"), "error.missing"));
    }

    static SessionId session(Context context) {
        return SessionId.of(uuid(context.pathParam("session_id"), "error.missing"));
    }

    static Optional<CounselorId> findCounselor(Context context) {
        return find(context, "counselor").map(text -> CounselorId.of(uuid(text, "error.address")));
    }

    static GrantId grant(Context context) {
        return GrantId.of(uuid(context.pathParam("grant_id"), "error.missing"));
    }

    static RecurringGrantId recurringGrant(Context context) {
        return RecurringGrantId.of(uuid(context.pathParam("recurring_grant_id"), "error.missing"));
    }

    static Optional<RateId> findRate(Context context, String name) {
        return find(context, name).map(text -> RateId.of(uuid(text, "error.address")));
    }

    private static UUID uuid(String text, String wrong) {
        try {
            UUID uuid = UUID.fromString(text);
            if (uuid.toString().equalsIgnoreCase(text)) {
                return uuid;
            }
        } catch (IllegalArgumentException e) {
            // said below
        }
        throw new BadAddressException(wrong);
    }
}
