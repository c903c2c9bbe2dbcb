package io.sessionledger.examples.server.http;

import io.javalin.http.Context;
import io.sessionledger.CounselorId;
import io.sessionledger.GrantId;
import io.sessionledger.InvalidInputException;
import io.sessionledger.PageRequest;
import io.sessionledger.RecurringGrantId;
import io.sessionledger.SessionId;
import io.sessionledger.TimeRange;
import io.sessionledger.analysis.SafetyLevel;
import io.sessionledger.examples.server.desk.NotFoundException;
import io.sessionledger.session.SessionStatus;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.Optional;
import java.util.UUID;

/** What stands in a request's path and query. */
final class Parameters {

    static final int DEFAULT_LIMIT = 50;
    static final int MAX_LIMIT = 200;

    private Parameters() {}

    static SessionId session(Context context) {
        return SessionId.of(id(context, "session", "session_id"));
    }

    static CounselorId counselor(Context context) {
        return CounselorId.of(id(context, "counselor", "counselor_id"));
    }

    static GrantId grant(Context context) {
        return GrantId.of(id(context, "grant", "grant_id"));
    }

    static RecurringGrantId recurringGrant(Context context) {
        return RecurringGrantId.of(id(context, "recurring grant", "recurring_grant_id"));
    }

    /** What is no id is no id of anything that is there. */
    private static UUID id(Context context, String what, String parameter) {
        String text = context.pathParam(parameter);
        return Uuids.find(text).orElseThrow(() -> new NotFoundException(what, "of this id"));
    }

    static PageRequest page(Context context) {
        int limit = find(context, "limit").map(Parameters::limit).orElse(DEFAULT_LIMIT);
        return new PageRequest(limit, find(context, "cursor"));
    }

    private static int limit(String text) {
        try {
            return checkedLimit(Integer.parseInt(text));
        } catch (NumberFormatException e) {
            throw new BadRequestException("limit", "a whole number from 1 to " + MAX_LIMIT);
        }
    }

    static int checkedLimit(int limit) {
        InvalidInputException.unless(limit >= 1 && limit <= MAX_LIMIT, "limit", "1 to " + MAX_LIMIT, limit);
        return limit;
    }

    /** Whole days in a time zone, the last one included. */
    static TimeRange days(Context context) {
        LocalDate first = day(context, "start_date");
        LocalDate last = day(context, "end_date");
        InvalidInputException.unless(
                !last.isBefore(first), "end_date", "not before start_date, which is " + first, last);
        return TimeRange.ofDays(first, last, zone(context));
    }

    static Optional<TimeRange> findDays(Context context) {
        return find(context, "start_date").or(() -> find(context, "end_date")).map(unused -> days(context));
    }

    private static LocalDate day(Context context, String name) {
        try {
            return LocalDate.parse(find(context, name).orElse(""));
        } catch (DateTimeException e) {
            throw new BadRequestException(name, "a day such as 2026-03-01");
        }
    }

    private static ZoneId zone(Context context) {
        try {
            return find(context, "tz").map(ZoneId::of).orElse(ZoneOffset.UTC);
        } catch (DateTimeException e) {
            throw new BadRequestException("tz", "a time zone such as Asia/Taipei");
        }
    }

    static Optional<SafetyLevel> findSafetyLevel(Context context) {
        return find(context, "safety_level")
                .map(code -> Arrays.stream(SafetyLevel.values())
                        .filter(level -> level.code().equals(code))
                        .findFirst()
                        .orElseThrow(() -> new BadRequestException("safety_level", "red, yellow or green")));
    }

    static Optional<SessionStatus> findStatus(Context context) {
        return find(context, "status")
                .map(code -> Arrays.stream(SessionStatus.values())
                        .filter(status -> status.code().equals(code))
                        .findFirst()
                        .orElseThrow(() ->
                                new BadRequestException("status", "in_progress, completed, cancelled or failed")));
    }

    static Optional<CounselorId> findCounselor(Context context) {
        return findUuid(context, "counselor_id").map(CounselorId::of);
    }

    static UUID uuid(Context context, String name) {
        return findUuid(context, name).orElseThrow(() -> new BadRequestException(name, "a UUID, but it is missing"));
    }

    static Optional<UUID> findUuid(Context context, String name) {
        return find(context, name)
                .map(text -> Uuids.find(text).orElseThrow(() -> new BadRequestException(name, "a UUID")));
    }

    static Optional<String> find(Context context, String name) {
        return Optional.ofNullable(context.queryParam(name)).filter(text -> !text.isEmpty());
    }
}
