package io.sessionledger.jdbc;

import io.sessionledger.RateId;
import io.sessionledger.TenantId;
import io.sessionledger.credit.CreditRate;
import io.sessionledger.credit.PublishRate;
import io.sessionledger.store.CreditRates;
import io.sessionledger.store.LedgerStoreException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.Update;

/** Keeps {@code credit_rates}, in SQL that both databases share. */
final class JdbcCreditRates implements CreditRates {

    /** A version's number is taken by whoever commits first; the others take the next. */
    private static final int NUMBERING_ATTEMPTS = 50;

    private static final String OF_TENANT = "select " + CreditRateRow.COLUMNS.from("r")
            + " from ${schema}.credit_rates r where r.tenant_id = :tenant_id";

    private static final String OF_NAME = OF_TENANT + " and r.name = :name";

    private static final String FIND = OF_TENANT + " and r.id = :id";

    private static final String IN_FORCE =
            OF_NAME + " and r.effective_from <= :at order by r.effective_from desc, r.version desc limit 1";

    private static final String VERSIONS = OF_NAME + " order by r.version";

    private final Door door;
    private final Database database;
    private final String publish;

    JdbcCreditRates(Door door, Database database) {
        this.door = door;
        this.database = database;
        this.publish = publish(database) + database.unlessThere();
    }

    private static String publish(Database database) {
        return """
                insert into ${schema}.credit_rates (tenant_id, id, name, version, effective_from, method, terms,
                    rounding_decimals, rounding_direction, minimum, published_at)
                values (:tenant_id, :id, :name,
                    (select coalesce(max(v.version), 0) + 1 from ${schema}.credit_rates v
                     where v.tenant_id = :tenant_id and v.name = :name),
                    :effective_from, :method, %s, :rounding_decimals, :rounding_direction, :minimum, :published_at)
                """.formatted(database.json("terms"));
    }

    @Override
    public CreditRate publish(TenantId tenant, RateId id, PublishRate rate, Instant now) {
        String verb = "publish a version of rate '" + rate.name() + "'";
        for (int attempt = 1; attempt <= NUMBERING_ATTEMPTS; attempt++) {
            if (door.call(verb, handle -> inserted(handle, tenant, id, rate, now))) {
                return versions(tenant, rate.name()).stream()
                        .filter(version -> version.id().equals(id))
                        .findFirst()
                        .orElseThrow(() -> new LedgerStoreException("Rate version " + id + " vanished."));
            }
        }
        throw new LedgerStoreException("Could not " + verb + ": too many are being published at once. Try again.");
    }

    /** False if another publication took the number. */
    private boolean inserted(Handle handle, TenantId tenant, RateId id, PublishRate rate, Instant now) {
        Update insert = handle.createUpdate(publish)
                .bind("tenant_id", tenant.value())
                .bind("id", id.value())
                .bind("name", rate.name())
                .bind("effective_from", Bind.instant(rate.effectiveFrom()))
                .bind("method", LedgerJson.methodCode(rate.method()))
                .bind("terms", LedgerJson.terms(rate.method()))
                .bind("rounding_decimals", rate.rounding().decimals())
                .bind("rounding_direction", LedgerJson.directionCode(rate.rounding()))
                .bind("minimum", rate.minimum().value())
                .bind("published_at", Bind.instant(now));
        return database.ifAbsent(insert);
    }

    @Override
    public Optional<CreditRate> find(TenantId tenant, RateId id) {
        return door.call(
                "find rate version " + id,
                handle -> handle.createQuery(FIND)
                        .bind("tenant_id", tenant.value())
                        .bind("id", id.value())
                        .map((result, context) -> CreditRateRow.map(Row.of(result)))
                        .findOne());
    }

    @Override
    public Optional<CreditRate> findInForce(TenantId tenant, String name, Instant at) {
        return door.call(
                "find the rate '" + name + "'",
                handle -> handle.createQuery(IN_FORCE)
                        .bind("tenant_id", tenant.value())
                        .bind("name", name)
                        .bind("at", Bind.instant(at))
                        .map((result, context) -> CreditRateRow.map(Row.of(result)))
                        .findOne());
    }

    @Override
    public List<CreditRate> versions(TenantId tenant, String name) {
        return door.call(
                "list the versions of rate '" + name + "'",
                handle -> handle.createQuery(VERSIONS)
                        .bind("tenant_id", tenant.value())
                        .bind("name", name)
                        .map((result, context) -> CreditRateRow.map(Row.of(result)))
                        .list());
    }
}
