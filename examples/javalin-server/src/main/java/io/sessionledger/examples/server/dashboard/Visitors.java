package io.sessionledger.examples.server.dashboard;

import io.sessionledger.examples.server.security.Caller;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Who has signed in, by the random id that their cookie holds. In memory alone: a restart signs everybody out. Bounded: where there are too many, whoever was away the longest is signed out.
 * Thread-safe.
 */
final class Visitors {

    /** Without a request for so long, a visitor is signed out. */
    static final Duration IDLE = Duration.ofHours(1);

    /** After so long a visitor signs in again, however busy. */
    static final Duration LONGEST = Duration.ofHours(12);

    private static final int ID_BYTES = 32;

    private final int most;
    private final Clock clock;
    private final SecureRandom random = new SecureRandom();

    /** In the order of the last request. */
    private final Map<String, Entry> byId = new LinkedHashMap<>(16, 0.75f, true);

    Visitors(int most, Clock clock) {
        this.most = most;
        this.clock = clock;
    }

    /** Signs somebody in, and answers the id for their cookie. */
    synchronized String admit(Caller caller) {
        byte[] bytes = new byte[ID_BYTES];
        random.nextBytes(bytes);
        String id = Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
        Instant now = clock.instant();
        byId.values().removeIf(entry -> entry.isOver(now));
        byId.put(id, new Entry(caller, now));
        if (byId.size() > most) {
            Iterator<Entry> longestAway = byId.values().iterator();
            longestAway.next();
            longestAway.remove();
        }
        return id;
    }

    synchronized Optional<Caller> find(String id) {
        return entry(id).map(entry -> entry.caller);
    }

    synchronized void leave(String id) {
        byId.remove(id);
    }

    /** Keeps what the next page is to say to the visitor. */
    synchronized void tell(String id, Note note) {
        entry(id).ifPresent(entry -> entry.note = note);
    }

    /** What the visitor is to be told, once. */
    synchronized Optional<Note> takeNote(String id) {
        Optional<Entry> entry = entry(id);
        Optional<Note> note = entry.map(found -> found.note);
        entry.ifPresent(found -> found.note = null);
        return note;
    }

    private Optional<Entry> entry(String id) {
        Instant now = clock.instant();
        Entry entry = byId.get(id);
        if (entry == null) {
            return Optional.empty();
        }
        if (entry.isOver(now)) {
            byId.remove(id);
            return Optional.empty();
        }
        entry.lastSeen = now;
        return Optional.of(entry);
    }

    private static final class Entry {

        private final Caller caller;
        private final Instant since;
        private Instant lastSeen;
        private @Nullable Note note;

        Entry(Caller caller, Instant now) {
            this.caller = caller;
            this.since = now;
            this.lastSeen = now;
        }

        boolean isOver(Instant now) {
            return now.isAfter(lastSeen.plus(IDLE)) || now.isAfter(since.plus(LONGEST));
        }
    }
}
