package io.sessionledger.benchmarks;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import javax.sql.DataSource;

/**
 * Completes and charges a session as a good engineer would write it by hand on the ledger's tables, in plain JDBC: one read without locks, the arithmetic in
 * Java, then one string of statements in autocommit, which is one round trip and one transaction. Leaves out what the benchmarks never meet: rates by anything
 * but started minutes, sessions that are over already, and accounts on which something waits to be posted.
 */
final class HandSettlement {

    private static final int ATTEMPTS = 4;

    private final DataSource pool;
    private final String tenant;

    HandSettlement(DataSource pool, String tenant) {
        this.pool = pool;
        this.tenant = tenant;
    }

    HandReceipt complete(UUID sessionId) throws SQLException {
        try (Connection connection = pool.getConnection()) {
            for (int attempt = 1; attempt <= ATTEMPTS; attempt++) {
                HandBill bill = read(connection, sessionId);
                Optional<HandReceipt> receipt = settle(connection, bill);
                if (receipt.isPresent()) {
                    return receipt.get();
                }
            }
        }
        throw new IllegalStateException("session " + sessionId + " moves faster than it can be settled");
    }

    private HandBill read(Connection connection, UUID sessionId) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(SettlementSql.READ)) {
            new Parameters(statement).text(tenant).uuid(sessionId);
            try (ResultSet row = statement.executeQuery()) {
                if (!row.next()) {
                    throw new IllegalStateException("no session " + sessionId + " with rate and account");
                }
                HandBill bill = HandBill.of(sessionId, row);
                if (!bill.status().equals("in_progress")
                        || !row.getString("method").equals("per_started_minute")) {
                    throw new IllegalStateException("session " + sessionId + " is none that the benchmark settles");
                }
                return bill;
            }
        }
    }

    /** Empty if the session has moved since it was read. */
    private Optional<HandReceipt> settle(Connection connection, HandBill bill) throws SQLException {
        OffsetDateTime now = Instant.now().truncatedTo(ChronoUnit.MICROS).atOffset(ZoneOffset.UTC);
        HandCharge charge = HandCharge.of(bill, timeOrderedId(now.toInstant()));
        try (PreparedStatement statement = connection.prepareStatement(SettlementSql.SETTLE)) {
            Parameters parameters = new Parameters(statement);
            bindLocks(parameters, bill);
            bindEnd(parameters, bill, charge, now);
            bindEntry(parameters, bill, charge, now);
            bindPayment(parameters, bill, charge);
            statement.execute();
            for (int i = 0; i < SettlementSql.STATEMENTS_BEFORE_ANSWER; i++) {
                var unused = statement.getMoreResults();
            }
            try (ResultSet row = statement.getResultSet()) {
                return row.next() ? Optional.of(HandReceipt.of(bill, charge, row)) : Optional.empty();
            }
        }
    }

    private void bindLocks(Parameters parameters, HandBill bill) throws SQLException {
        parameters
                .text(tenant)
                .uuid(bill.sessionId())
                .text(tenant)
                .uuid(bill.sessionId())
                .uuid(bill.counselorId())
                .text(tenant)
                .uuid(bill.counselorId());
    }

    private void bindEnd(Parameters parameters, HandBill bill, HandCharge charge, OffsetDateTime now)
            throws SQLException {
        parameters
                .instant(now)
                .decimal(bill.duration())
                .number(bill.analyses())
                .number(bill.promptTokens())
                .number(bill.cachedTokens())
                .number(bill.completionTokens())
                .decimal(bill.cost())
                .number(bill.unpriced())
                .decimal(charge.credits())
                .instant(now)
                .text(tenant)
                .uuid(bill.sessionId())
                .number(bill.revision())
                .text(tenant)
                .uuid(bill.counselorId())
                .instant(now)
                .instant(now)
                .text(tenant)
                .uuid(bill.sessionId())
                .uuid(bill.counselorId());
    }

    private void bindEntry(Parameters parameters, HandBill bill, HandCharge charge, OffsetDateTime now)
            throws SQLException {
        String delta = charge.credits().negate().toPlainString();
        parameters
                .decimal(charge.credits())
                .instant(now)
                .text(HandCharge.accountDigest(tenant, bill.counselorId()))
                .text(tenant)
                .uuid(bill.counselorId())
                .text(tenant)
                .uuid(charge.id())
                .uuid(bill.counselorId())
                .decimal(charge.credits().negate())
                .uuid(bill.sessionId())
                .uuid(bill.rate().id())
                .text(charge.rateJson())
                .text(charge.calculationJson())
                .text(charge.key())
                .text(charge.requestDigest())
                .text(charge.factsDigest())
                .text(charge.factsDigest())
                .text(delta)
                .text(delta);
    }

    private void bindPayment(Parameters parameters, HandBill bill, HandCharge charge) throws SQLException {
        parameters
                .text(tenant)
                .uuid(bill.counselorId())
                .decimal(charge.credits())
                .decimal(charge.credits())
                .text(tenant)
                .text(tenant)
                .uuid(charge.id())
                .text(tenant)
                .uuid(charge.id())
                .uuid(bill.counselorId())
                .decimal(charge.credits())
                .text(tenant)
                .uuid(bill.counselorId())
                .uuid(bill.sessionId())
                .decimal(charge.credits())
                .text(tenant)
                .uuid(bill.counselorId());
    }

    /** A UUID of version 7: entries that are written one after the other lie beside each other in the index. */
    private static UUID timeOrderedId(Instant now) {
        ThreadLocalRandom random = ThreadLocalRandom.current();
        long high = (now.toEpochMilli() << 16) | 0x7000 | random.nextInt(0x1000);
        long low = (random.nextLong() & 0x3fffffffffffffffL) | 0x8000000000000000L;
        return new UUID(high, low);
    }
}
