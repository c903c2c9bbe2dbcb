package io.sessionledger.benchmarks;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.UUID;

/**
 * What a session read by hand costs, and everything that its ledger entry says, digests included.
 *
 * @param id the entry's
 * @param credits what is charged
 * @param rateJson the snapshot of the rate
 * @param calculationJson how the amount came about
 * @param key the idempotency key
 * @param requestDigest what tells a repeat from another request
 * @param factsDigest what docs/ledger-chain.md says
 */
record HandCharge(
        UUID id,
        BigDecimal credits,
        String rateJson,
        String calculationJson,
        String key,
        String requestDigest,
        String factsDigest) {

    private static final BigDecimal SECONDS_PER_MINUTE = BigDecimal.valueOf(60);

    /** One price for each started minute, rounded up to whole credits. */
    static HandCharge of(HandBill bill, UUID entryId) {
        HandRate rate = bill.rate();
        BigDecimal minutes = bill.duration().divide(SECONDS_PER_MINUTE, 0, RoundingMode.CEILING);
        BigDecimal exact = minutes.multiply(rate.creditsPerMinute());
        BigDecimal credits = exact.setScale(0, RoundingMode.CEILING).max(rate.minimum());
        String charged = plain(credits);
        String arithmetic = arithmetic(minutes, rate, exact, credits);
        List<String> calculation = bill.calculation(charged, arithmetic);
        String key = "ledger:session_fee:" + bill.sessionId();
        String request = digest(field("session-ledger-request-1")
                + field("session_fee")
                + field(bill.sessionId())
                + field(bill.counselorId())
                + field(rate.id())
                + field(charged));
        String facts = digest(field("session-ledger-facts-1")
                + field(entryId)
                + field("session_fee")
                + field(bill.sessionId())
                + field(rate.id())
                + tree(rate.leaves())
                + tree(calculation)
                + field(key)
                + field(request)
                + field("ledger")
                + field("session_completed")
                + "-");
        return new HandCharge(
                entryId,
                credits.setScale(4, RoundingMode.UNNECESSARY),
                rate.json(),
                bill.json(charged, arithmetic),
                key,
                request,
                facts);
    }

    private static String arithmetic(BigDecimal minutes, HandRate rate, BigDecimal exact, BigDecimal credits) {
        String words = minutes + (minutes.compareTo(BigDecimal.ONE) == 0 ? " started minute x " : " started minutes x ")
                + plain(rate.creditsPerMinute()) + " = " + plain(exact);
        return exact.compareTo(credits) == 0 ? words : words + ", rounded up to whole credits = " + plain(credits);
    }

    /** What the first entry of an account follows. */
    static String accountDigest(String tenant, UUID counselor) {
        return digest(field("session-ledger-account-1") + field(tenant) + field(counselor));
    }

    static String plain(BigDecimal number) {
        return number.signum() == 0 ? "0" : number.stripTrailingZeros().toPlainString();
    }

    /** Paths and texts in turn, in the order of the paths. */
    private static String tree(List<String> leaves) {
        StringBuilder tree = new StringBuilder(field(leaves.size() / 2));
        leaves.forEach(text -> tree.append(field(text)));
        return tree.toString();
    }

    private static String field(Object value) {
        String text = value.toString();
        return text.getBytes(StandardCharsets.UTF_8).length + ":" + text;
    }

    private static String digest(String text) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
