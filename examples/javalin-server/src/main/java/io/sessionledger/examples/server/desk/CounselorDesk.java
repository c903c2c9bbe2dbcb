package io.sessionledger.examples.server.desk;

import io.sessionledger.CounselorId;
import io.sessionledger.InvalidInputException;
import io.sessionledger.Page;
import io.sessionledger.PageRequest;
import io.sessionledger.Storable;
import io.sessionledger.examples.server.host.Counselor;
import io.sessionledger.examples.server.host.HostDatabase;
import io.sessionledger.examples.server.host.RequestKey;
import io.sessionledger.examples.server.security.Caller;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.UUID;

/** Registers counselors and finds them. */
public final class CounselorDesk {

    private static final int MAX_NAME_LENGTH = 100;
    private static final int MAX_EMAIL_LENGTH = 254;

    private final HostDatabase database;
    private final OnceOnly onceOnly;
    private final Clock clock;

    CounselorDesk(HostDatabase database, OnceOnly onceOnly, Clock clock) {
        this.database = database;
        this.onceOnly = onceOnly;
        this.clock = clock;
    }

    /**
     * Registers a counselor.
     *
     * @param caller who asks
     * @param name what to call them, 1 to 100 characters
     * @param email where to reach them
     * @param key if it came with one; a repeat gets the same counselor
     * @return the counselor
     */
    public Counselor register(Caller caller, String name, Optional<String> email, Optional<RequestKey> key) {
        Access.wholeTenant(caller, "registering counselors");
        Counselor counselor = new Counselor(
                CounselorId.of(UUID.randomUUID()),
                Storable.label("name", name, MAX_NAME_LENGTH),
                email.map(CounselorDesk::address),
                clock.instant().truncatedTo(ChronoUnit.MICROS));
        Registered registered = onceOnly.once(caller.tenant(), key, Registered.class, transaction -> {
            transaction.counselors().insert(counselor);
            return new Registered(counselor.id().value());
        });
        return find(caller, CounselorId.of(registered.counselorId()));
    }

    /** Whether mail arrives there only mail can tell; this catches what was meant for another field. */
    private static String address(String email) {
        String address = Storable.label("email", email, MAX_EMAIL_LENGTH);
        int at = address.indexOf('@');
        InvalidInputException.unless(
                at > 0 && at < address.length() - 1 && address.chars().noneMatch(Character::isWhitespace),
                "email",
                "an address such as name@example.org",
                "something else");
        return address;
    }

    /**
     * {@return a counselor}
     *
     * @param caller who asks
     * @param id the counselor
     */
    public Counselor find(Caller caller, CounselorId id) {
        return database.transaction(caller.tenant(), transaction -> Access.counselor(transaction, caller, id));
    }

    /**
     * {@return one page of the counselors that the caller may see, the first registered first}
     *
     * @param caller who asks
     * @param search if present, what name or address contains
     * @param page how many, after which
     */
    public Page<Counselor> list(Caller caller, Optional<String> search, PageRequest page) {
        Optional<String> text = search.map(words -> Storable.label("search", words, MAX_NAME_LENGTH));
        return database.transaction(
                caller.tenant(), transaction -> transaction.counselors().list(text, caller.counselor(), page));
    }

    /** What is kept of a registration: all else is the counselor's own row. */
    record Registered(UUID counselorId) {}
}
