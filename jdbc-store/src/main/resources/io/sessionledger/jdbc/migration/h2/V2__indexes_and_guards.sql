-- H2 has no partial indexes; the columns that select are put first instead.
create index session_analysis_logs_of_level on ${schema}.session_analysis_logs (tenant_id, safety_level, analyzed_at, session_id, id);
create index session_usage_by_status on ${schema}.session_usage (tenant_id, status, credit_deducted, started_at, session_id);

create unique index session_usage_id_once on ${schema}.session_usage (tenant_id, id);

-- A counselor's, and the tenant's, sessions of a range of time; an account's statement of one.
create index session_usage_of_counselor on ${schema}.session_usage (tenant_id, counselor_id, started_at);
create index session_usage_of_tenant on ${schema}.session_usage (tenant_id, started_at);
create index credit_logs_of_account on ${schema}.credit_logs (tenant_id, counselor_id, created_at, entry_no);

-- What a session was charged, step by step.
create index credit_logs_of_session on ${schema}.credit_logs (tenant_id, session_id, entry_no);

-- What can pay, what is owed, and what is set aside.
create index credit_grants_open on ${schema}.credit_grants (tenant_id, counselor_id, status);
create index credit_debts_open on ${schema}.credit_debts (tenant_id, counselor_id, entry_no);
create index credit_holds_of_account on ${schema}.credit_holds (tenant_id, counselor_id, session_id, status);

-- Accounts on which something comes due.
create index credit_accounts_due on ${schema}.credit_accounts (tenant_id, next_change_at, counselor_id);

-- Recurring grants of which a period is to be granted.
create index credit_recurring_grants_due on ${schema}.credit_recurring_grants (tenant_id, due_at, id);

-- Alerts to be delivered.
create index credit_alerts_due on ${schema}.credit_alerts (tenant_id, delivery, next_attempt_at, id);

create trigger credit_logs_append_only before update, delete on ${schema}.credit_logs
    for each row call 'io.sessionledger.jdbc.CreditLogsAppendOnlyTrigger';

insert into ${schema}.session_ledger_version (version) values (2);
