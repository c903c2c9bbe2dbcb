package io.sessionledger.jdbc;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import io.sessionledger.CounselorId;
import io.sessionledger.CreditLogId;
import io.sessionledger.Credits;
import io.sessionledger.InvalidInputException;
import io.sessionledger.TenantId;
import io.sessionledger.credit.AlertRules;
import io.sessionledger.credit.Charge;
import io.sessionledger.credit.CreditAccount;
import io.sessionledger.credit.GrantCredits;
import io.sessionledger.credit.TransactionType;
import io.sessionledger.jdbc.GrantsAndDebts.GivenBack;
import io.sessionledger.jdbc.GrantsAndDebts.SessionPayment;
import io.sessionledger.store.LedgerStoreException;
import io.sessionledger.store.NewEntry;
import io.sessionledger.store.NewGrant;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * One account in memory: what each movement does to its figures, its ledger, and its {@linkplain GrantsAndDebts grants and debts}, without any database. Whoever opens a book holds
 * the account's lock, or only looks.
 *
 * <p>At any time the active grants together have what the balance is, or nothing if it is negative; then the debts have as much. A grant whose time is over loses only what no hold lies
 * on.
 */
final class AccountBook {

    private static final String LEDGER = "ledger";

    private final TenantId tenant;
    private final CounselorId counselorId;
    private final AccountHead opened;
    private final AlertRules rules;
    private final GrantsAndDebts funds;
    private final List<PostedEntry> posted = new ArrayList<>();
    private final List<NewAlert> alerts = new ArrayList<>();

    private Credits granted;
    private Credits used;
    private Credits held;
    private long lastEntryNo;
    private @Nullable Instant lastEntryAt;
    private @Nullable String lastChainDigest;

    AccountBook(TenantId tenant, AccountHead head, AlertRules rules, GrantsAndDebts funds) {
        this.tenant = tenant;
        this.rules = rules;
        this.counselorId = head.account().counselorId();
        this.opened = head;
        this.granted = head.account().granted();
        this.used = head.account().used();
        this.held = head.account().held();
        this.lastEntryNo = head.lastEntryNo();
        this.lastEntryAt = head.lastEntryAt();
        this.lastChainDigest = head.lastChainDigest();
        this.funds = funds;
    }

    CounselorId counselorId() {
        return counselorId;
    }

    CreditAccount account() {
        return new CreditAccount(
                counselorId, granted, used, held, opened.account().overdraftLimit());
    }

    AccountHead head() {
        return new AccountHead(account(), lastEntryNo, lastEntryAt, lastChainDigest, funds.nextChangeAt());
    }

    GrantsAndDebts funds() {
        return funds;
    }

    List<PostedEntry> posted() {
        return posted;
    }

    /** What the entries give occasion to alert. */
    List<NewAlert> alerts() {
        return alerts;
    }

    /** Sets credits aside. */
    void hold(Credits more) {
        held = held.plus(more);
    }

    /** Lets credits go that were set aside. */
    void free(Credits credits) {
        held = held.minus(credits);
    }

    /** Whether the account can spend some credits more, with an overdraft if need be. */
    boolean affords(Credits credits, Credits policyLimit) {
        return account().available().plus(limit(policyLimit)).compareTo(credits) >= 0;
    }

    Credits limit(Credits policyLimit) {
        Credits own = opened.account().overdraftLimit();
        return own == null ? policyLimit : own;
    }

    /** Posts what has come due: each grant that takes effect or expires, in the order of time. */
    @CanIgnoreReturnValue
    Advance advance(Instant now) {
        int started = 0;
        int expired = 0;
        for (var next = funds.earliestDue(now, held); next.isPresent(); next = funds.earliestDue(now, held)) {
            BookedGrant grant = next.get();
            if (grant.isScheduled()) {
                start(grant, now);
                started++;
            } else {
                expire(grant, now);
                expired++;
            }
        }
        return new Advance(started, expired);
    }

    private void start(BookedGrant grant, Instant now) {
        var announced = Objects.requireNonNull(grant.announcement, "a scheduled grant knows what its entry will say");
        NewEntry entry = new NewEntry(
                CreditLogId.of(grant.id.value()),
                counselorId,
                grant.type,
                grant.amount,
                null,
                announced.idempotencyKey(),
                announced.requestDigest(),
                announced.actor(),
                "grant",
                null,
                now);
        grant.start(post(entry, null, announced.reasonDigest()).entryNo());
        funds.repay();
    }

    private void expire(BookedGrant grant, Instant now) {
        Credits lost = funds.freeOf(grant, held);
        String key = GrantCredits.RESERVED_KEY_PREFIX + "grant_expiry:" + grant.id + ":" + (lastEntryNo + 1);
        NewEntry entry = new NewEntry(
                // the account's number makes the key unique, and the key the id: no sweep needs a source of ids
                CreditLogId.of(UUID.nameUUIDFromBytes(key.getBytes(StandardCharsets.UTF_8))),
                counselorId,
                TransactionType.EXPIRY,
                lost.negated(),
                null,
                key,
                Sha256.of(key),
                LEDGER,
                "grant_expired",
                null,
                now);
        post(entry, null, null);
        grant.expire(lost);
    }

    /** Whether its rows have to be written: something has happened in it, or what is due next is not when its row says. */
    boolean isToBeSaved() {
        return !posted.isEmpty()
                || !held.equals(opened.account().held())
                || !Objects.equals(funds.nextChangeAt(), opened.nextChangeAt());
    }

    /** Gives an entry its place in the account. What it does to grants is another step. */
    @CanIgnoreReturnValue
    PostedEntry post(NewEntry entry, @Nullable Charge charge, @Nullable String reasonDigest) {
        Credits balance = move(entry);
        long entryNo = lastEntryNo + 1;
        Instant at = lastEntryAt != null && lastEntryAt.isAfter(entry.at()) ? lastEntryAt : entry.at();
        String facts = LedgerChain.facts(entry, charge, reasonDigest);
        String previous = lastChainDigest == null ? LedgerChain.start(tenant, counselorId) : lastChainDigest;
        String link = LedgerChain.link(previous, facts, entryNo, entry.delta(), balance, at);
        PostedEntry done = new PostedEntry(entry, charge, reasonDigest, entryNo, balance, at, facts, link);
        posted.add(done);
        alerts.addAll(NewAlert.crossings(rules, done).toList());
        lastEntryNo = entryNo;
        lastEntryAt = at;
        lastChainDigest = link;
        return done;
    }

    private Credits move(NewEntry entry) {
        try {
            if (entry.type().movesGranted()) {
                granted = granted.plus(entry.delta());
            } else {
                used = used.minus(entry.delta());
            }
            return account().balance();
        } catch (InvalidInputException e) {
            throw tooMuch();
        }
    }

    /** Takes up a grant that takes effect later. */
    @CanIgnoreReturnValue
    BookedGrant schedule(NewGrant grant, Instant effectiveFrom, @Nullable String reasonDigest) {
        BookedGrant scheduled = BookedGrant.scheduled(grant, effectiveFrom, reasonDigest);
        funds.add(scheduled);
        requireRoom();
        return scheduled;
    }

    /** Refuses what would one day keep a scheduled grant from being posted, and with it everything else on the account. */
    private void requireRoom() {
        try {
            Credits unused = funds.grants().stream()
                    .filter(BookedGrant::isScheduled)
                    .map(grant -> grant.amount)
                    .reduce(granted, Credits::plus);
        } catch (InvalidInputException e) {
            throw tooMuch();
        }
    }

    private InvalidInputException tooMuch() {
        return new InvalidInputException(
                "amount",
                "expected one that keeps all that is granted and used on account " + counselorId
                        + " below 1,000,000,000,000,000 credits, but it would be more");
    }

    /** Takes up a grant whose entry is posted. */
    void add(BookedGrant grant) {
        funds.add(grant);
        requireRoom();
    }

    /** Posts an entry that takes credits. */
    @CanIgnoreReturnValue
    PostedEntry take(NewEntry entry, @Nullable Charge charge, @Nullable String reasonDigest) {
        PostedEntry taken = post(entry, charge, reasonDigest);
        if (charge != null) {
            NewAlert.largeCharge(rules, taken, charge).ifPresent(alerts::add);
        }
        funds.take(taken);
        return taken;
    }

    /**
     * Posts credits that came and went before the ledger was there: a grant that pays one entry, wholly and alone. Neither the other grants nor the debts take part in it, and the balance is what it was.
     *
     * @param opening what brings the credits
     * @param fee what took them, of the same amount
     */
    void openSpent(NewEntry opening, NewEntry fee) {
        PostedEntry given = post(opening, null, null);
        PostedEntry taken = post(fee, null, null);
        funds.addSpent(BookedGrant.inForce(given, opening.delta(), opening.type()), taken);
    }

    /**
     * Posts an entry that gives a session's charge back: forgives what nobody has paid of it, then gives to the grants that paid, and for those that have ended makes
     * a new one.
     *
     * @param paid what was paid for the session and not given back yet, in the order in which it goes back
     * @param own the entries of the session
     */
    @CanIgnoreReturnValue
    PostedEntry giveBack(
            NewEntry entry,
            @Nullable Charge charge,
            @Nullable String reasonDigest,
            List<SessionPayment> paid,
            Set<CreditLogId> own) {
        PostedEntry given = post(entry, charge, reasonDigest);
        GivenBack rest = funds.giveBack(given, funds.forgive(entry.delta(), own), paid);
        if (rest.unexplained().isPositive()) {
            throw new LedgerStoreException("Nothing says who has paid " + rest.unexplained() + " of what session "
                    + entry.sessionId() + " was charged; something writes to the ledger's tables beside the ledger.");
        }
        if (rest.homeless().isPositive()) {
            funds.addInstead(given, BookedGrant.inForce(given, rest.homeless(), TransactionType.COMPENSATION));
        }
        funds.repay();
        return given;
    }

    /** How many grants took effect, and how many lost credits because their time was over. */
    record Advance(int started, int expired) {

        boolean changedAnything() {
            return started + expired > 0;
        }
    }
}
