package io.sessionledger.benchmarks;

import io.sessionledger.CounselorId;
import java.util.UUID;

/** The counselors of a benchmark: numbered, so that SQL and Java name the same ones. */
final class Counselors {

    /** The id of a number, in SQL; takes the place of the expression by {@code formatted}. */
    static final String ID_SQL = "cast('00000000-0000-4000-8000-' || lpad(to_hex(%s), 12, '0') as uuid)";

    private static final long HIGH_BITS = 0x4000L;
    private static final long VARIANT = 0x8000000000000000L;

    private Counselors() {}

    static CounselorId id(long number) {
        return CounselorId.of(new UUID(HIGH_BITS, VARIANT | number));
    }
}
