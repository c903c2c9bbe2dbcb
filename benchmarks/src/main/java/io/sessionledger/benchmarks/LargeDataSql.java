package io.sessionledger.benchmarks;

/**
 * Writes a year of many tenants' sessions in SQL, the same rows each time. Logs are laid down in the order of time, as a running database gets them, so that those of a
 * session lie among those of all the others of its hour.
 */
final class LargeDataSql {

    /** Which session is whose, when it started, how many logs it has and how far apart. The first of each two thousand is one of 1,200 logs. */
    static final String PLAN = """
            create unlogged table planned_session as
            select n, 'chance-' || n as label, cast(md5('session ' || n) as uuid) as session_id,
                case when n %% 5 = 0 then 'small-' || n / 5 %% 200 else 'large' end as tenant_id, %s as counselor_id,
                timestamptz '2025-01-01 08:00:00+00' + interval '1 day' * ((n - 1) * 365 / %d)
                    + interval '1 second' * (abs(hashint8(n)::bigint) %% 36000) as started_at,
                case when n %% 2000 = 1 then 1200 else 30 + abs(hashint8(n + 7)::bigint) %% 40 end as logs,
                case when n %% 2000 = 1 then 3 else 60 end as step_seconds
            from generate_series(1, cast(%d as bigint)) n
            """;

    static final String COUNSELOR_OF_SESSION = Counselors.ID_SQL.formatted("n % 501");

    static final String RATES = """
            insert into credit_rates (tenant_id, name, version, effective_from, method, terms)
            select distinct tenant_id, 'standard', 1, timestamptz '2024-12-01 00:00:00+00', 'per_started_minute',
                jsonb_build_object('credits_per_minute', '1') from planned_session
            """;

    /** One month at a time, of which the number is left open, so that no sort becomes too large. */
    static final String LOGS_OF_MONTH = """
            insert into session_analysis_logs (tenant_id, session_id, id, counselor_id, safety_level, severity, display_text,
                action_suggestion, rag_documents, rag_sources, transcript_length, duration_seconds, model_used,
                prompt_tokens, cached_tokens, completion_tokens, total_tokens, estimated_cost_usd, analyzed_at)
            select tenant_id, session_id, %1$s, counselor_id,
                case when h %% 100 < 3 then 'red' when h %% 100 < 15 then 'yellow' else 'green' end,
                case when h %% 100 < 3 then 3 when h %% 100 < 15 then 2 else 1 end,
                case when h %% 2 = 0 then substr(words.english, 1 + h %% 160, 120)
                    else substr(words.chinese, 1 + h %% 40, 100) end,
                substr(words.english, 1 + h %% 90, 70),
                cast('[{"id": ' || h %% 5000 || ', "title": "' || substr(words.english, 1 + h %% 70, 40)
                    || '", "score": 0.' || h %% 900 + 100 || '}, {"id": ' || h %% 4999 || ', "title": "'
                    || substr(words.english, 1 + h %% 110, 40) || '", "score": 0.' || h %% 800 + 100 || '}]' as jsonb),
                cast('["handbook", "guideline ' || h %% 40 || '"]' as jsonb),
                600 + h %% 400, step_seconds, 'gemini-2.5-flash', 600 + h %% 500, h %% 300, 80 + h %% 120,
                680 + h %% 500 + h %% 300 + h %% 120,
                ((600 + h %% 500) * 0.30 + (h %% 300) * 0.03 + (80 + h %% 120) * 2.50) / 1000000, analyzed_at
            from (
                select p.*, i, started_at + interval '1 second' * step_seconds * i as analyzed_at,
                    abs(hashint8(n * 2000 + i) / 2) as h
                from planned_session p, generate_series(1, logs) i
                where extract(month from started_at) = %2$d
                order by analyzed_at) step,
                (select repeat('The client speaks about the week; the voice is calm, the counselor gives time and asks. ', 4)
                        as english, repeat('来访者谈到这一周的工作和睡眠，语气平静，咨询师给予时间并温和地追问细节。', 5) as chinese) words
            """;

    /** Ordered by time, as the ledger makes them. */
    static final String TIME_ORDERED_ID = """
            cast(lpad(to_hex(cast(extract(epoch from analyzed_at) * 1000 as bigint)), 12, '0') || '7'
                || substr(md5(label || i), 1, 3) || '8' || substr(md5(label || i), 4, 15) as uuid)
            """;

    /** Counters are what the logs add up to. Some sessions were cancelled, failed, never ended, or wait to be settled. */
    static final String USAGE = """
            insert into session_usage (tenant_id, session_id, counselor_id, status, started_at, completed_at, duration_seconds,
                analysis_count, total_prompt_tokens, total_cached_tokens, total_completion_tokens, total_tokens,
                estimated_cost_usd, billed_duration_seconds, billed_analysis_count, billed_prompt_tokens,
                billed_cached_tokens, billed_completion_tokens, billed_cost_usd, billed_unpriced_count, credits_consumed,
                credit_deducted, credit_deducted_at, rate_id, last_recorded_at, revision)
            select p.tenant_id, p.session_id, p.counselor_id, s.status, p.started_at,
                case when s.status <> 'in_progress' then l.last_at end, l.duration, p.logs, l.prompt, l.cached,
                l.completion, l.tokens, l.cost,
                case when s.status = 'completed' then l.duration end, case when s.status = 'completed' then p.logs end,
                case when s.status = 'completed' then l.prompt end, case when s.status = 'completed' then l.cached end,
                case when s.status = 'completed' then l.completion end, case when s.status = 'completed' then l.cost end,
                case when s.status = 'completed' then 0 end,
                case when s.settled then ceil(l.duration / 60) else 0 end, s.settled,
                case when s.settled then l.last_at end, r.id, l.last_at, p.logs + 1
            from planned_session p
            join (
                select tenant_id, session_id, sum(duration_seconds) as duration, sum(prompt_tokens) as prompt,
                    sum(cached_tokens) as cached, sum(completion_tokens) as completion, sum(total_tokens) as tokens,
                    sum(estimated_cost_usd) as cost, max(analyzed_at) as last_at
                from session_analysis_logs group by 1, 2) l using (tenant_id, session_id)
            join credit_rates r on r.tenant_id = p.tenant_id
            cross join lateral (
                select case p.n % 100 when 3 then 'cancelled' when 8 then 'failed' when 13 then 'in_progress'
                        else 'completed' end as status,
                    p.n % 100 not in (3, 8, 13) and p.n % 400 <> 17 as settled) s
            order by p.started_at
            """;

    static final String ACCOUNTS = """
            insert into credit_accounts (tenant_id, counselor_id, granted, used, last_entry_no, last_entry_at,
                last_chain_digest)
            select tenant_id, counselor_id, 1000000, sum(credits_consumed), 1 + count(*), max(credit_deducted_at),
                repeat('0', 64)
            from session_usage where credit_deducted group by 1, 2
            """;

    /** An opening entry and a charge for each settled session. Nothing here reads digests, so these stand for none. */
    static final String LEDGER = """
            insert into credit_logs (tenant_id, counselor_id, entry_no, transaction_type, credits_delta, balance_after,
                session_id, rate_id, rate_snapshot, calculation, idempotency_key, request_digest, actor, reason_code,
                facts_digest, chain_digest, created_at)
            select tenant_id, counselor_id, 1, 'purchase', 1000000, 1000000, null, null, null, null,
                'opening-' || counselor_id, repeat('0', 64), 'host', 'grant', repeat('0', 64), repeat('0', 64),
                timestamptz '2024-12-31 00:00:00+00'
            from credit_accounts
            union all
            select u.tenant_id, u.counselor_id, 1 + row_number() over account, 'session_fee', -u.credits_consumed,
                1000000 - sum(u.credits_consumed) over account, u.session_id, u.rate_id,
                jsonb_build_object('id', r.id, 'name', r.name, 'version', 1, 'effective_from', '2024-12-01T00:00:00Z',
                    'method', r.method, 'terms', r.terms, 'rounding_decimals', 0, 'rounding_direction', 'up',
                    'minimum', '0', 'published_at', '2024-12-01T00:00:00Z'),
                jsonb_build_object('duration_seconds', u.billed_duration_seconds::text, 'analysis_count',
                    u.billed_analysis_count, 'prompt_tokens', u.billed_prompt_tokens, 'cached_tokens',
                    u.billed_cached_tokens, 'completion_tokens', u.billed_completion_tokens, 'estimated_cost_usd',
                    u.billed_cost_usd::text, 'unpriced_analysis_count', 0, 'credits', u.credits_consumed::text,
                    'arithmetic', u.analysis_count || ' started minutes x 1 = ' || u.credits_consumed),
                'ledger:session_fee:' || u.session_id, repeat('0', 64), 'ledger', 'session_completed', repeat('0', 64),
                repeat('0', 64), u.credit_deducted_at
            from session_usage u join credit_rates r on r.tenant_id = u.tenant_id and r.id = u.rate_id
            where u.credit_deducted
            window account as (partition by u.tenant_id, u.counselor_id order by u.credit_deducted_at, u.session_id)
            """;

    private LargeDataSql() {}
}
