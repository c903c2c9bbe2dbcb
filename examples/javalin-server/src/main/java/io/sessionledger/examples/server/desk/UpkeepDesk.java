package io.sessionledger.examples.server.desk;

import io.sessionledger.Page;
import io.sessionledger.PageRequest;
import io.sessionledger.billing.MaintenanceTerms;
import io.sessionledger.examples.server.host.HostDatabase;
import io.sessionledger.examples.server.host.RequestKey;
import io.sessionledger.examples.server.security.Caller;
import java.time.Clock;
import java.util.List;
import java.util.Optional;

/** Shows the sessions that are open, and runs maintenance when somebody asks for it. */
public final class UpkeepDesk {

    private final HostDatabase database;
    private final OnceOnly onceOnly;
    private final Clock clock;

    UpkeepDesk(HostDatabase database, OnceOnly onceOnly, Clock clock) {
        this.database = database;
        this.onceOnly = onceOnly;
        this.clock = clock;
    }

    /**
     * {@return one page of the tenant's sessions in progress, the earliest started first}
     *
     * @param caller who asks
     * @param page how many, after which
     */
    public Page<OpenSession> openSessions(Caller caller, PageRequest page) {
        Access.wholeTenant(caller, "reading what is open");
        MaintenanceTerms terms = database.maintenance().terms();
        var open = database.openSessions(caller.tenant(), clock.instant(), page);
        return new Page<>(
                open.items().stream()
                        .map(session -> new OpenSession(
                                session.sessionId(),
                                session.counselorId(),
                                session.startedAt(),
                                session.lastSignAt(),
                                session.lastSignAt().plus(terms.leftOpenAfter()),
                                terms.leftOpen()))
                        .toList(),
                open.nextCursor());
    }

    /**
     * {@return by which terms maintenance goes}
     *
     * @param caller who asks
     */
    public MaintenanceTerms terms(Caller caller) {
        Access.wholeTenant(caller, "reading the terms of maintenance");
        return database.maintenance().terms();
    }

    /**
     * Does what is due for the tenant, as the server does by itself from time to time. It may take as long as delivering a hundred alerts does.
     *
     * @param caller who asks
     * @param key if it came with one; a repeat gets the first answer
     * @return what was done
     */
    public MaintenanceRun run(Caller caller, Optional<RequestKey> key) {
        Access.wholeTenant(caller, "running maintenance");
        return onceOnly.onceInSteps(
                caller.tenant(),
                key,
                MaintenanceRun.class,
                () -> MaintenanceRun.of(database.maintenance().run(List.of(caller.tenant()))));
    }
}
