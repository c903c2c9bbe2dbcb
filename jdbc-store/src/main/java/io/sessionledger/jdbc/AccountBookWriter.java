package io.sessionledger.jdbc;

import io.sessionledger.CounselorId;
import io.sessionledger.TenantId;
import io.sessionledger.jdbc.GrantsAndDebts.Payment;
import io.sessionledger.jdbc.GrantsAndDebts.PaymentChange;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.Update;

/** Writes what has happened in an account's book, whose account is locked: entries, grants, debts, payments, the account itself, and what is to be alerted. */
final class AccountBookWriter {

    private static final String ADD_GRANT = """
            insert into ${schema}.credit_grants (tenant_id, id, counselor_id, grant_type, amount, remaining, priority,
                effective_from, expires_at, status, entry_no, idempotency_key, request_digest, actor, reason_digest, created_at)
            values (:tenant_id, :id, :counselor_id, :grant_type, :amount, :remaining, :priority,
                :effective_from, :expires_at, :status, :entry_no, :idempotency_key, :request_digest, :actor, :reason_digest, :created_at)
            """;

    private static final String CHANGE_GRANT = """
            update ${schema}.credit_grants set remaining = :remaining, status = :status, entry_no = :entry_no
            where tenant_id = :tenant_id and id = :id
            """;

    private static final String ADD_DEBT = """
            insert into ${schema}.credit_debts (tenant_id, entry_id, counselor_id, entry_no, amount, unpaid)
            values (:tenant_id, :entry_id, :counselor_id, :entry_no, :unpaid, :unpaid)
            """;

    private static final String CHANGE_DEBT =
            "update ${schema}.credit_debts set unpaid = :unpaid where tenant_id = :tenant_id and entry_id = :entry_id";

    private static final String ADD_PAYMENT = """
            insert into ${schema}.credit_grant_payments (tenant_id, entry_id, grant_id, paid, returned)
            values (:tenant_id, :entry_id, :grant_id, :paid, :returned)
            """;

    private static final String CHANGE_PAYMENT = """
            update ${schema}.credit_grant_payments set paid = paid + :paid, returned = returned + :returned
            where tenant_id = :tenant_id and entry_id = :entry_id and grant_id = :grant_id
            """;

    private static final String ADD_RETURN = """
            insert into ${schema}.credit_grant_returns (tenant_id, entry_id, grant_id, amount)
            values (:tenant_id, :entry_id, :grant_id, :amount)
            """;

    /** The assignments of an account that has moved. */
    static final String ACCOUNT = """
            granted = :granted, used = :used, held = :held, next_change_at = :next_change_at,
            last_entry_no = :last_entry_no, last_entry_at = :last_entry_at, last_chain_digest = :last_chain_digest
            """;

    private static final String MOVE_ACCOUNT = "update ${schema}.credit_accounts set " + ACCOUNT
            + "where tenant_id = :tenant_id and counselor_id = :counselor_id";

    private final Database database;
    private final String addEntry;

    AccountBookWriter(Database database) {
        this.database = database;
        this.addEntry = EntrySql.insert(database);
    }

    /** Writes what has happened in a book. */
    void write(Handle handle, TenantId tenant, AccountBook book) {
        book.posted().forEach(posted -> write(handle, tenant, posted));
        book.funds().grants().forEach(grant -> write(handle, tenant, book.counselorId(), grant));
        book.funds().debts().forEach(debt -> write(handle, tenant, book.counselorId(), debt));
        book.funds().payments().forEach((payment, moved) -> write(handle, tenant, payment, moved));
        book.funds()
                .returns()
                .forEach((payment, amount) -> bind(handle.createUpdate(ADD_RETURN), tenant, payment)
                        .bind("amount", amount.value())
                        .execute());
        Update move = handle.createUpdate(MOVE_ACCOUNT).bind("tenant_id", tenant.value());
        bind(Parameters.of(move), book.head());
        move.execute();
        book.alerts().forEach(alert -> AlertSql.add(database, handle, tenant, alert));
    }

    static void bind(Parameters parameters, AccountHead head) {
        parameters
                .bind("counselor_id", head.account().counselorId().value())
                .bind("granted", head.account().granted().value())
                .bind("used", head.account().used().value())
                .bind("held", head.account().held().value())
                .bind("next_change_at", head.nextChangeAt())
                .bind("last_entry_no", (Long) head.lastEntryNo())
                .bind("last_entry_at", head.lastEntryAt())
                .bind("last_chain_digest", head.lastChainDigest());
    }

    private void write(Handle handle, TenantId tenant, PostedEntry posted) {
        Update add = handle.createUpdate(addEntry);
        EntrySql.bind(Parameters.of(add), tenant, posted);
        add.execute();
    }

    private static void write(Handle handle, TenantId tenant, CounselorId counselorId, BookedGrant grant) {
        if (grant.isNew()) {
            var announced = grant.announcement;
            bind(handle.createUpdate(ADD_GRANT), tenant, grant)
                    .bind("counselor_id", counselorId.value())
                    .bind("grant_type", grant.type.code())
                    .bind("amount", grant.amount.value())
                    .bind("priority", grant.priority)
                    .bind("effective_from", Bind.instant(grant.effectiveFrom))
                    .bind("expires_at", Bind.instant(grant.expiresAt))
                    .bind("idempotency_key", announced == null ? null : announced.idempotencyKey())
                    .bind("request_digest", announced == null ? null : announced.requestDigest())
                    .bind("actor", announced == null ? null : announced.actor())
                    .bind("reason_digest", announced == null ? null : announced.reasonDigest())
                    .bind("created_at", Bind.instant(grant.createdAt))
                    .execute();
        } else if (grant.isChanged()) {
            bind(handle.createUpdate(CHANGE_GRANT), tenant, grant).execute();
        }
    }

    private static Update bind(Update update, TenantId tenant, BookedGrant grant) {
        return update.bind("tenant_id", tenant.value())
                .bind("id", grant.id.value())
                .bind("remaining", grant.remaining().value())
                .bind("status", grant.status().code())
                .bind("entry_no", grant.entryNo() == 0 ? null : (Long) grant.entryNo());
    }

    private static void write(Handle handle, TenantId tenant, CounselorId counselorId, BookedDebt debt) {
        if (debt.isNew() || debt.isChanged()) {
            Update update = handle.createUpdate(debt.isNew() ? ADD_DEBT : CHANGE_DEBT)
                    .bind("tenant_id", tenant.value())
                    .bind("entry_id", debt.entryId.value())
                    .bind("unpaid", debt.unpaid().value());
            if (debt.isNew()) {
                update.bind("counselor_id", counselorId.value()).bind("entry_no", debt.entryNo);
            }
            update.execute();
        }
    }

    /** The account's lock keeps anybody else from adding the same row. */
    private static void write(Handle handle, TenantId tenant, Payment payment, PaymentChange moved) {
        boolean changed = bind(handle.createUpdate(CHANGE_PAYMENT), tenant, payment, moved)
                        .execute()
                == 1;
        if (!changed) {
            bind(handle.createUpdate(ADD_PAYMENT), tenant, payment, moved).execute();
        }
    }

    private static Update bind(Update update, TenantId tenant, Payment payment, PaymentChange moved) {
        return bind(update, tenant, payment)
                .bind("paid", moved.paid().value())
                .bind("returned", moved.returned().value());
    }

    private static Update bind(Update update, TenantId tenant, Payment payment) {
        return update.bind("tenant_id", tenant.value())
                .bind("entry_id", payment.entryId().value())
                .bind("grant_id", payment.grantId().value());
    }
}
