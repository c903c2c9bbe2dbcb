package io.sessionledger.examples.server.desk;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.sessionledger.ConflictException;
import io.sessionledger.TenantId;
import io.sessionledger.examples.server.host.HostDatabase;
import io.sessionledger.examples.server.host.HostTransaction;
import io.sessionledger.examples.server.host.KnownRequest;
import io.sessionledger.examples.server.host.RequestKey;
import java.time.Clock;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Does each request that comes with a key once. The work and the note of what it was answered are one transaction, so that there is no moment at which one is there without the
 * other. Of two that come at once one waits for the other at the key, loses, and is answered what the winner was.
 *
 * <p>The note holds ids and figures. What people wrote or said stays where it belongs, and is read from there for a repeat.
 */
final class OnceOnly {

    private final HostDatabase database;
    private final ObjectMapper json;
    private final Clock clock;

    OnceOnly(HostDatabase database, ObjectMapper json, Clock clock) {
        this.database = database;
        this.json = json;
        this.clock = clock;
    }

    <T> T once(TenantId tenant, Optional<RequestKey> key, Class<T> type, Function<HostTransaction, T> work) {
        return database.transaction(
                tenant,
                transaction -> key.isEmpty()
                        ? work.apply(transaction)
                        : knownAnswer(transaction, key.get(), type)
                                .orElseGet(() -> noted(transaction, key.get(), work)));
    }

    /**
     * The same for work in many steps, each of which decides for itself whether it is still to be done: of two that come at once both may work, to no harm, and are answered what the first to end was. No
     * transaction is open meanwhile.
     */
    <T> T onceInSteps(TenantId tenant, Optional<RequestKey> key, Class<T> type, Supplier<T> work) {
        if (key.isEmpty()) {
            return work.get();
        }
        Optional<T> known = database.transaction(tenant, transaction -> knownAnswer(transaction, key.get(), type));
        if (known.isPresent()) {
            return known.get();
        }
        T answer = work.get();
        return once(tenant, key, type, transaction -> answer);
    }

    private <T> T noted(HostTransaction transaction, RequestKey key, Function<HostTransaction, T> work) {
        T answer = work.apply(transaction);
        transaction.requests().insertAnswered(key, write(answer), clock.instant());
        return answer;
    }

    private <T> Optional<T> knownAnswer(HostTransaction transaction, RequestKey key, Class<T> type) {
        Optional<KnownRequest> known = transaction.requests().find(key.key());
        known.ifPresent(request -> requireSame(request, key));
        return known.map(request -> read(request.answer().orElseThrow(FirstTryRunningException::new), type));
    }

    static void requireSame(KnownRequest known, RequestKey key) {
        if (!known.digest().equals(key.digest())) {
            throw new ConflictException("The Idempotency-Key '" + key.key()
                    + "' was used for another request. Use a new key for a new request, and repeat one unchanged.");
        }
    }

    String write(Object answer) {
        try {
            return json.writeValueAsString(answer);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("an answer cannot be written: " + answer.getClass(), e);
        }
    }

    <T> T read(String answer, Class<T> type) {
        try {
            return json.readValue(answer, type);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a stored answer cannot be read as " + type.getSimpleName(), e);
        }
    }
}
