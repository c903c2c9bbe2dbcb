-- H2 has no partial indexes; the columns that select are put first instead.
create index session_analysis_logs_of_level on session_analysis_logs (tenant_id, safety_level, analyzed_at, session_id, id);
create index session_usage_by_status on session_usage (tenant_id, status, credit_deducted, started_at, session_id);

create trigger credit_logs_append_only before update, delete on credit_logs
    for each row call 'io.sessionledger.jdbc.CreditLogsAppendOnlyTrigger';
