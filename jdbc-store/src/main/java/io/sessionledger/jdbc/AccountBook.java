package io.sessionledger.jdbc;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import io.sessionledger.CounselorId;
import io.sessionledger.CreditLogId;
import io.sessionledger.Credits;
import io.sessionledger.GrantId;
import io.sessionledger.InvalidInputException;
import io.sessionledger.TenantId;
import io.sessionledger.credit.Charge;
import io.sessionledger.credit.CreditAccount;
import io.sessionledger.credit.GrantCredits;
import io.sessionledger.credit.TransactionType;
import io.sessionledger.store.LedgerStoreException;
import io.sessionledger.store.NewEntry;
import io.sessionledger.store.NewGrant;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * One account with its open grants and debts, in memory: what each movement does to them, without any database. Whoever opens a book holds the account's lock, or
 * only looks.
 *
 * <p>At any time the active grants together have what the balance is, or nothing if it is negative; then the debts have as much. Credits are taken from grants in the order in
 * which they pay, and what they lack becomes a debt. Credits that come in repay debts first, the oldest first. What is held lies on the grants in the same order; a grant
 * whose time is over loses only what no hold lies on.
 */
final class AccountBook {

    private static final String LEDGER = "ledger";
    private static final Comparator<Instant> NEVER_LAST = Comparator.nullsLast(Comparator.naturalOrder());

    private final TenantId tenant;
    private final CounselorId counselorId;
    private final AccountHead opened;
    private final List<BookedGrant> grants;
    private final List<BookedDebt> debts;
    private final List<PostedEntry> posted = new ArrayList<>();
    private final Map<Payment, PaymentChange> payments = new LinkedHashMap<>();
    private final Map<Payment, Credits> returns = new LinkedHashMap<>();

    private Credits granted;
    private Credits used;
    private Credits held;
    private long lastEntryNo;
    private @Nullable Instant lastEntryAt;
    private @Nullable String lastChainDigest;

    AccountBook(TenantId tenant, AccountHead head, List<BookedGrant> grants, List<BookedDebt> debts) {
        this.tenant = tenant;
        this.counselorId = head.account().counselorId();
        this.opened = head;
        this.granted = head.account().granted();
        this.used = head.account().used();
        this.held = head.account().held();
        this.lastEntryNo = head.lastEntryNo();
        this.lastEntryAt = head.lastEntryAt();
        this.lastChainDigest = head.lastChainDigest();
        this.grants = new ArrayList<>(grants);
        this.debts = new ArrayList<>(debts);
    }

    CounselorId counselorId() {
        return counselorId;
    }

    CreditAccount account() {
        return new CreditAccount(
                counselorId, granted, used, held, opened.account().overdraftLimit());
    }

    AccountHead head() {
        return new AccountHead(account(), lastEntryNo, lastEntryAt, lastChainDigest, null);
    }

    List<PostedEntry> posted() {
        return posted;
    }

    List<BookedGrant> grants() {
        return grants;
    }

    List<BookedDebt> debts() {
        return debts;
    }

    Map<Payment, PaymentChange> payments() {
        return payments;
    }

    Map<Payment, Credits> returns() {
        return returns;
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

    /** Whether a grant's time has come or is over, also one that is kept for holds. */
    boolean isDue(Instant now) {
        return grants.stream().map(BookedGrant::changesAt).anyMatch(at -> at != null && !at.isAfter(now));
    }

    /** Posts what has come due: each grant that takes effect or expires, in the order of time. */
    @CanIgnoreReturnValue
    Advance advance(Instant now) {
        int started = 0;
        int expired = 0;
        for (var next = earliestDue(now); next.isPresent(); next = earliestDue(now)) {
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

    private Optional<BookedGrant> earliestDue(Instant now) {
        return grants.stream()
                .filter(grant -> isDue(grant, now))
                .min(Comparator.comparing(BookedGrant::changesAt, NEVER_LAST)
                        .thenComparing(grant -> !grant.isScheduled())
                        .thenComparing(BookedGrant.BURN_ORDER)
                        .thenComparing(grant -> grant.id.value()));
    }

    private boolean isDue(BookedGrant grant, Instant now) {
        return grant.isScheduled()
                ? !grant.effectiveFrom.isAfter(now)
                : grant.isActive() && grant.isPastExpiry(now) && hasFreeCredits(grant);
    }

    /** Whether no hold lies on part of it. */
    private boolean hasFreeCredits(BookedGrant grant) {
        return setAside(grant).compareTo(grant.remaining()) < 0;
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
        repayDebts();
    }

    private void expire(BookedGrant grant, Instant now) {
        Credits lost = grant.remaining().minus(setAside(grant));
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

    /** How much of a grant the held credits lie on. */
    private Credits setAside(BookedGrant grant) {
        Credits before = active().takeWhile(other -> other != grant)
                .map(BookedGrant::remaining)
                .reduce(Credits.ZERO, Credits::plus);
        return least(grant.remaining(), most(Credits.ZERO, held.minus(before)));
    }

    /**
     * When something has to be posted next, or should have been; null if never. As long as a grant whose time is over is kept for holds the account is due, so that every movement looks whether they still
     * are there.
     */
    @Nullable
    Instant nextChangeAt() {
        return grants.stream()
                .map(BookedGrant::changesAt)
                .filter(Objects::nonNull)
                .min(Comparator.naturalOrder())
                .orElse(null);
    }

    /** Whether its rows have to be written: something has happened in it, or what is due next is not when its row says. */
    boolean isToBeSaved() {
        return !posted.isEmpty()
                || !held.equals(opened.account().held())
                || !Objects.equals(nextChangeAt(), opened.nextChangeAt());
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

    /** Posts an entry that takes credits. */
    @CanIgnoreReturnValue
    PostedEntry take(NewEntry entry, @Nullable Charge charge, @Nullable String reasonDigest) {
        PostedEntry taken = post(entry, charge, reasonDigest);
        Credits wanted = burn(entry.id(), entry.delta().negated());
        if (wanted.isPositive()) {
            debts.add(new BookedDebt(entry.id(), taken.entryNo(), wanted, true));
        }
        return taken;
    }

    /** Lets grants pay in their order; what is left when they have nothing more is answered. */
    private Credits burn(CreditLogId entryId, Credits credits) {
        Credits wanted = credits;
        for (BookedGrant grant : active().toList()) {
            Credits part = least(wanted, grant.remaining());
            if (part.isPositive()) {
                grant.pay(part);
                payments.merge(
                        new Payment(entryId, grant.id), new PaymentChange(part, Credits.ZERO), PaymentChange::plus);
                wanted = wanted.minus(part);
            }
        }
        return wanted;
    }

    /** Takes up a grant that takes effect later. */
    @CanIgnoreReturnValue
    BookedGrant schedule(NewGrant grant, Instant effectiveFrom, @Nullable String reasonDigest) {
        BookedGrant scheduled = BookedGrant.scheduled(grant, effectiveFrom, reasonDigest);
        grants.add(scheduled);
        requireRoom();
        return scheduled;
    }

    /** Refuses what would one day keep a scheduled grant from being posted, and with it everything else on the account. */
    private void requireRoom() {
        try {
            Credits unused = grants.stream()
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
    @CanIgnoreReturnValue
    BookedGrant add(BookedGrant grant) {
        grants.add(grant);
        requireRoom();
        repayDebts();
        return grant;
    }

    /**
     * Posts an entry that gives a session's charge back: forgives what nobody has paid of it, then gives to the grants that paid, and for those that have ended makes
     * a new one.
     *
     * @param paid what was paid for the session and not given back yet, the last first
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
        Credits left = forgive(entry.delta(), own);
        Credits compensation = Credits.ZERO;
        for (SessionPayment payment : paid) {
            Credits part = least(left, payment.outstanding());
            if (!part.isPositive()) {
                continue;
            }
            left = left.minus(part);
            payments.merge(payment.key(), new PaymentChange(Credits.ZERO, part), PaymentChange::plus);
            BookedGrant grant = known(payment.grant());
            if (grant.takesBack(given.at())) {
                grant.takeBack(part);
                returns.merge(new Payment(entry.id(), grant.id), part, Credits::plus);
            } else {
                compensation = compensation.plus(part);
            }
        }
        if (left.isPositive()) {
            throw new LedgerStoreException("Nothing says who has paid " + left + " of what session " + entry.sessionId()
                    + " was charged; something writes to the ledger's tables beside the ledger.");
        }
        compensate(given, compensation);
        repayDebts();
        return given;
    }

    private Credits forgive(Credits credits, Set<CreditLogId> own) {
        Credits left = credits;
        for (int i = debts.size() - 1; i >= 0; i--) {
            BookedDebt debt = debts.get(i);
            Credits part = own.contains(debt.entryId) ? least(left, debt.unpaid()) : Credits.ZERO;
            if (part.isPositive()) {
                debt.lower(part);
                left = left.minus(part);
            }
        }
        return left;
    }

    private void compensate(PostedEntry given, Credits credits) {
        if (credits.isPositive()) {
            BookedGrant instead = BookedGrant.inForce(given, credits, TransactionType.COMPENSATION);
            grants.add(instead);
            returns.merge(new Payment(given.entry().id(), instead.id), credits, Credits::plus);
        }
    }

    /** The grant as this book has it, taking it up if it was not open. */
    private BookedGrant known(BookedGrant grant) {
        return find(grant.id).orElseGet(() -> {
            grants.add(grant);
            return grant;
        });
    }

    Optional<BookedGrant> find(GrantId id) {
        return grants.stream().filter(grant -> grant.id.equals(id)).findFirst();
    }

    private void repayDebts() {
        for (BookedDebt debt : debts) {
            Credits unpaid = debt.unpaid();
            Credits stillUnpaid = burn(debt.entryId, unpaid);
            if (stillUnpaid.compareTo(unpaid) < 0) {
                debt.lower(unpaid.minus(stillUnpaid));
            }
            if (stillUnpaid.isPositive()) {
                return;
            }
        }
    }

    private Stream<BookedGrant> active() {
        return grants.stream().filter(BookedGrant::isActive).sorted(BookedGrant.BURN_ORDER);
    }

    private static Credits least(Credits one, Credits other) {
        return one.compareTo(other) <= 0 ? one : other;
    }

    private static Credits most(Credits one, Credits other) {
        return one.compareTo(other) >= 0 ? one : other;
    }

    /** How many grants took effect, and how many lost credits because their time was over. */
    record Advance(int started, int expired) {

        boolean changedAnything() {
            return started + expired > 0;
        }
    }

    /** An entry and a grant that paid for it, or that got credits back by it. */
    record Payment(CreditLogId entryId, GrantId grantId) {}

    /** By how much a payment has grown, and how much of it was given back. */
    record PaymentChange(Credits paid, Credits returned) {

        PaymentChange plus(PaymentChange more) {
            return new PaymentChange(paid.plus(more.paid), returned.plus(more.returned));
        }
    }

    /** What a grant has paid for a session and not got back. */
    record SessionPayment(CreditLogId entryId, BookedGrant grant, Credits outstanding) {

        Payment key() {
            return new Payment(entryId, grant.id);
        }
    }
}
