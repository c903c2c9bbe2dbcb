package io.sessionledger.jdbc;

import io.sessionledger.CounselorId;
import io.sessionledger.Credits;
import io.sessionledger.TenantId;
import io.sessionledger.credit.Charge;
import io.sessionledger.store.NewEntry;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Chains the entries of an account, so that none can be changed, left out, added or moved without all that follow it showing it. Each link is SHA-256 over the link before,
 * a digest of what the entry says, and what only the locked account knows: number, amount, balance and time. docs/ledger-chain.md writes the
 * form down, with examples.
 */
final class LedgerChain {

    static final String ACCOUNT_VERSION = "session-ledger-account-1";
    static final String FACTS_VERSION = "session-ledger-facts-1";
    static final String LINK_VERSION = "session-ledger-link-1";

    private LedgerChain() {}

    /** What an account's first entry is linked to. */
    static String start(TenantId tenant, CounselorId counselorId) {
        return new Canonical(ACCOUNT_VERSION).add(tenant).add(counselorId).digest();
    }

    /** What an entry says, but for what its place in the account adds. */
    static String facts(NewEntry entry, @Nullable Charge charge, @Nullable String reasonDigest) {
        return new Canonical(FACTS_VERSION)
                .add(entry.id())
                .add(entry.type().code())
                .add(entry.sessionId())
                .add(charge == null ? null : charge.rate().id())
                .addTree(charge == null ? null : LedgerJson.leaves(LedgerJson.rateSnapshot(charge.rate())))
                .addTree(charge == null ? null : LedgerJson.leaves(LedgerJson.calculation(charge)))
                .add(entry.idempotencyKey())
                .add(entry.requestDigest())
                .add(entry.actor())
                .add(entry.reasonCode())
                .add(reasonDigest)
                .digest();
    }

    static String link(String previous, String facts, long entryNo, Credits delta, Credits balanceAfter, Instant at) {
        return new Canonical(LINK_VERSION)
                .add(previous)
                .add(facts)
                .add(entryNo)
                .add(delta.value().toPlainString())
                .add(balanceAfter.value().toPlainString())
                .add(micros(at))
                .digest();
    }

    /** Not {@code ChronoUnit.between}: it counts nanoseconds, of which a long holds 292 years. */
    private static long micros(Instant at) {
        return Math.addExact(Math.multiplyExact(at.getEpochSecond(), 1_000_000L), at.getNano() / 1000);
    }

    /**
     * The same link in PostgreSQL's SQL.
     *
     * @param entryNo a bigint
     * @param delta a numeric(19, 4), and so the balance
     * @param at a timestamp with time zone
     */
    static String linkSql(String previous, String facts, String entryNo, String delta, String balanceAfter, String at) {
        return "encode(sha256(convert_to("
                + String.join(
                        " || ",
                        "'" + LINK_VERSION.length() + ":" + LINK_VERSION + "'",
                        Canonical.sql("cast(" + previous + " as text)"),
                        Canonical.sql("cast(" + facts + " as text)"),
                        Canonical.sql("cast(" + entryNo + " as text)"),
                        Canonical.sql("cast(cast(" + delta + " as numeric(19, 4)) as text)"),
                        Canonical.sql("cast(cast(" + balanceAfter + " as numeric(19, 4)) as text)"),
                        Canonical.sql("cast(cast(extract(epoch from " + at + ") * 1000000 as bigint) as text)"))
                + ", 'UTF8')), 'hex')";
    }
}
