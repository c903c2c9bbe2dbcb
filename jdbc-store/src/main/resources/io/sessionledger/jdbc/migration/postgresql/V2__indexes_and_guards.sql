-- All indexes begin with the tenant. As long as a table is small and its statistics were never gathered, the planner holds any index whose first column is given for as good as the one that has
-- the whole key; the latest made wins, and a prepared statement keeps to that choice while the table grows. So an index that lookups by key must not take has a predicate that is always true, but
-- follows only from a condition on its own columns; and of the others the one that lookups should take is made last.

create unique index session_usage_id_once on ${schema}.session_usage (tenant_id, id) where id is not null;

-- A counselor's, and the tenant's, sessions of a range of time; an account's statement of one.
create index session_usage_of_counselor on ${schema}.session_usage (tenant_id, counselor_id, started_at)
    where started_at is not null;
create index session_usage_of_tenant on ${schema}.session_usage (tenant_id, started_at)
    where started_at is not null;
create index credit_logs_of_account on ${schema}.credit_logs (tenant_id, counselor_id, created_at, entry_no)
    where created_at is not null;

-- Few analyses are not green; only those are looked for by level.
create index session_analysis_logs_of_level on ${schema}.session_analysis_logs (tenant_id, safety_level, analyzed_at, session_id, id)
    where safety_level <> 'green';

-- Completed sessions that wait to be settled. Partial: no record touches it.
create index session_usage_unsettled on ${schema}.session_usage (tenant_id, started_at, session_id)
    where status = 'completed' and not credit_deducted and uncharged_reason is null;

-- What a session was charged, step by step.
create index credit_logs_of_session on ${schema}.credit_logs (tenant_id, session_id, entry_no)
    where session_id is not null;

-- What can pay, what is owed, and what is set aside. The indexes of grants and holds are partial by a status that changes once, at the end, so that all changes before are made in place.
create index credit_grants_open on ${schema}.credit_grants (tenant_id, counselor_id)
    where status in ('active', 'scheduled');
create index credit_debts_open on ${schema}.credit_debts (tenant_id, counselor_id, entry_no) where unpaid > 0;
create unique index credit_holds_of_account on ${schema}.credit_holds (tenant_id, counselor_id, session_id)
    where status = 'active';

-- Sessions in progress, of which some may have been left open. Partial by a status that no record changes, and not by when something was last recorded, which each record does.
create index session_usage_open on ${schema}.session_usage (tenant_id, started_at, session_id)
    where status = 'in_progress' and started_at is not null;

-- Accounts on which something comes due. The column changes with grants that expire or take effect later, and not with charges.
create index credit_accounts_due on ${schema}.credit_accounts (tenant_id, next_change_at, counselor_id)
    where next_change_at is not null;

-- Recurring grants of which a period is to be granted.
create index credit_recurring_grants_due on ${schema}.credit_recurring_grants (tenant_id, due_at, id) where due_at is not null;

-- Alerts to be delivered.
create index credit_alerts_due on ${schema}.credit_alerts (tenant_id, next_attempt_at, id) where delivery = 'pending';

-- A row that changes stays on its page, and out of the indexes, as long as the page has room. Without this the first change of each session of a full page would move it elsewhere.
alter table ${schema}.session_usage set (fillfactor = 80);
alter table ${schema}.credit_accounts set (fillfactor = 70);
alter table ${schema}.credit_grants set (fillfactor = 80);

create function ${schema}.credit_logs_refuse_change() returns trigger language plpgsql as
$$
begin
    raise exception 'credit_logs is append-only: % refused', tg_op using errcode = 'restrict_violation';
end
$$;

create trigger credit_logs_append_only before update or delete on ${schema}.credit_logs
    for each row execute function ${schema}.credit_logs_refuse_change();

create trigger credit_logs_never_truncated before truncate on ${schema}.credit_logs
    for each statement execute function ${schema}.credit_logs_refuse_change();

insert into ${schema}.session_ledger_version (version) values (2);
