package io.sessionledger.backfill;

import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.toList;

import io.sessionledger.InvalidInputException;
import io.sessionledger.SessionId;
import io.sessionledger.TenantId;
import io.sessionledger.jdbc.PastAnalysis;
import io.sessionledger.jdbc.PastOutcome;
import io.sessionledger.jdbc.PastSession;
import io.sessionledger.jdbc.SessionHistory;
import java.time.Clock;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Writes batches, each tenant's part in a transaction of its own, and adds up the sessions that it has touched. */
final class BatchWriter {

    private final SessionHistory history;
    private final Clock clock;

    BatchWriter(SessionHistory history, Clock clock) {
        this.history = history;
        this.clock = clock;
    }

    /** What has become of a batch. */
    List<Written> write(Batch batch) {
        Map<TenantId, List<Part>> byTenant = batch.parts().stream()
                .filter(Part::canComeIn)
                .collect(groupingBy(Part::tenant, LinkedHashMap::new, toList()));
        List<Written> written = new ArrayList<>();
        byTenant.forEach((tenant, parts) -> written.addAll(write(tenant, parts)));
        return written;
    }

    private List<Written> write(TenantId tenant, List<Part> parts) {
        List<Written> written = add(tenant, parts);
        List<SessionId> sessions = parts.stream().map(Part::sessionId).toList();
        Set<SessionId> unbalanced = history.unbalanced(tenant, sessions);
        return unbalanced.isEmpty()
                ? written
                : written.stream()
                        .map(of -> of.balanced(!unbalanced.contains(of.part().sessionId())))
                        .toList();
    }

    /** Where one analysis does not fit, the others go without it. */
    private List<Written> add(TenantId tenant, List<Part> parts) {
        try {
            List<PastSession> sessions = parts.stream().map(Part::toPastSession).toList();
            List<PastOutcome> outcomes = history.add(tenant, sessions, clock.instant());
            List<Written> written = new ArrayList<>();
            for (int i = 0; i < parts.size(); i++) {
                written.add(new Written(parts.get(i), outcomes.get(i), "", true));
            }
            return written;
        } catch (InvalidInputException e) {
            return apart(tenant, parts, e);
        }
    }

    private List<Written> apart(TenantId tenant, List<Part> parts, InvalidInputException why) {
        List<Written> written = new ArrayList<>();
        if (parts.size() > 1) {
            int half = parts.size() / 2;
            written.addAll(add(tenant, parts.subList(0, half)));
            written.addAll(add(tenant, parts.subList(half, parts.size())));
            return written;
        }
        Part part = parts.get(0);
        List<PastAnalysis> analyses = part.analyses();
        if (analyses.size() > 1) {
            int half = analyses.size() / 2;
            written.addAll(add(tenant, List.of(part.with(analyses.subList(0, half), true))));
            written.addAll(add(tenant, List.of(part.with(analyses.subList(half, analyses.size()), false))));
        } else {
            written.add(new Written(part, null, why.field(), true));
        }
        return written;
    }
}
