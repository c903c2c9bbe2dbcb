package io.sessionledger.backfill;

import java.util.Locale;

/** What can be odd about an entry or its session, and what is done about it. */
public enum Oddity {
    /** The column holds JSON, but no array. It counts as one entry. */
    NOT_AN_ARRAY(Consequence.REFUSED),
    /** From here on the column's text cannot be read as JSON. The rest of the array counts as one entry. */
    NOT_JSON(Consequence.REFUSED),
    /** The entry is no JSON object. */
    NOT_AN_OBJECT(Consequence.REFUSED),
    /** Neither the entry nor one before it nor the session says when. */
    NO_TIME(Consequence.REFUSED),
    /** The entry has no safety level. */
    NO_LEVEL(Consequence.REFUSED),
    /** The level is none that the ledger or the host's function knows. */
    UNKNOWN_LEVEL(Consequence.REFUSED),
    /** The same entry, under the same id and word by word, stands before in the array. */
    REPEATED(Consequence.REFUSED),
    /** A text is too long, or something else does not fit its column. */
    UNSTORABLE(Consequence.REFUSED),
    /** The session's key is no uuid and no number. */
    UNUSABLE_KEY(Consequence.REFUSED),
    /** The session has no counselor, or one whose key is no uuid and no number. */
    NO_COUNSELOR(Consequence.REFUSED),
    /** The session's tenant is missing or no tenant's name. */
    UNUSABLE_TENANT(Consequence.REFUSED),
    /** The session runs in the ledger; run again when it has ended. */
    RUNNING(Consequence.REFUSED),

    /** No time is stated: it takes that of the entry before, or of the session's start. */
    TIME_MISSING(Consequence.MENDED),
    /** The time cannot be read: as if it were missing. */
    TIME_UNREADABLE(Consequence.MENDED),
    /** The time has no zone: read in the zone that the mapping names. */
    TIME_WITHOUT_ZONE(Consequence.MENDED),
    /** The severity is missing or none that can be understood: it takes that of its level, 1 for green, 2 for yellow, 3 for red. */
    SEVERITY_FROM_LEVEL(Consequence.MENDED),
    /** The severity is a text: read as a number or a word. */
    SEVERITY_AS_TEXT(Consequence.MENDED),
    /** A count is negative, too large or no whole number: absent. */
    COUNT_UNUSABLE(Consequence.MENDED),
    /** A count is a text: read as a number. */
    COUNT_AS_TEXT(Consequence.MENDED),
    /** The total is not the sum of its parts: it is that sum. */
    TOTAL_NOT_SUM(Consequence.MENDED),
    /** More is cached than was prompted: the cached tokens are absent. */
    CACHED_ABOVE_PROMPT(Consequence.MENDED),
    /** A text holds NUL or half of a character: NUL is left out, half a character becomes U+FFFD. */
    TEXT_REPAIRED(Consequence.MENDED),
    /** A text is an object or an array: it is kept as JSON. */
    TEXT_IS_JSON(Consequence.MENDED),
    /** Documents or sources are a text: kept as the JSON it holds, else as one JSON string. */
    JSON_AS_TEXT(Consequence.MENDED),
    /** The duration is negative, too long or no number: absent. */
    DURATION_UNUSABLE(Consequence.MENDED),
    /** The model's name is too long or no text: absent. */
    MODEL_UNUSABLE(Consequence.MENDED),
    /** The cost is negative, too large or no number: absent, the analysis is unpriced. */
    COST_UNUSABLE(Consequence.MENDED),
    /** Another entry before it has the same id: it takes the id of its position. */
    ID_TAKEN(Consequence.MENDED),
    /** The id is an object or an array: it takes the id of its position. */
    ID_UNUSABLE(Consequence.MENDED),

    /** The ledger has this entry with another level, severity or time; it was left as it is. */
    DIFFERENT(Consequence.UNEXPLAINED),
    /** The session's usage is not the sum of its logs. */
    UNBALANCED(Consequence.UNEXPLAINED),
    /** The credits are negative or no number with at most four decimals; none were entered. */
    CREDITS_UNUSABLE(Consequence.UNEXPLAINED),
    /** The ledger itself has billed the session; its credits were not entered. */
    CREDITS_LEFT(Consequence.UNEXPLAINED),
    /** Credits were taken for a session that does not come in, since none of its entries does and no start is stated. */
    CREDITS_WITHOUT_SESSION(Consequence.UNEXPLAINED);

    private final Consequence consequence;

    Oddity(Consequence consequence) {
        this.consequence = consequence;
    }

    /** {@return what is done about it} */
    public Consequence consequence() {
        return consequence;
    }

    /** {@return the oddity as reports spell it, such as "not_an_object"} */
    public String code() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** What an oddity leads to. */
    public enum Consequence {
        /** The entry is not taken. */
        REFUSED,
        /** The entry is taken, with what the oddity says done to it. */
        MENDED,
        /** A person has to look: the report does not add up. */
        UNEXPLAINED
    }
}
