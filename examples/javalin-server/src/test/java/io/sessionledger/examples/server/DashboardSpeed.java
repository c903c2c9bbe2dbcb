package io.sessionledger.examples.server;

import io.sessionledger.TenantId;
import io.sessionledger.examples.server.analysis.TranscriptAnalyzer;
import io.sessionledger.examples.server.config.Settings;
import io.sessionledger.examples.server.security.AccessToken;
import io.sessionledger.examples.server.security.Role;
import io.sessionledger.examples.server.security.TokenRegistry;
import java.io.PrintStream;
import java.net.CookieManager;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.Statement;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Makes 200,000 sessions of one tenant over a year, with six analyses each and 500 counselors, in a PostgreSQL of its own, by bulk SQL that keeps the ledger's sums. Then it opens each page of the dashboard
 * twenty times, after as many to warm up, and prints how long the answers took.
 */
final class DashboardSpeed {

    private static final int WARM_UPS = 20;
    private static final int TIMES = 20;
    private static final int PAGES_DEEP = 20;
    private static final String REPRICED =
            "&under=00000000-0000-4000-8000-000000000000&rate=00000000-0000-4000-8000-000000000001";
    private static final Pattern FORM_TOKEN = Pattern.compile("name=\"form_token\" value=\"([^\"]+)\"");
    private static final Pattern NEXT = Pattern.compile("href=\"/admin([^\"]*cursor=[^\"]*)\"");
    private static final List<String> BULK =
            List.of("""
            insert into tenants values ('big', now())
            """, """
            insert into ledger.credit_rates (tenant_id, id, name, version, effective_from, method, terms)
            values ('big', '00000000-0000-4000-8000-000000000000', 'standard', 1, timestamptz '1970-01-01 00:00:00Z',
                'per_started_minute', '{"credits_per_minute": "1"}')
            """, """
            insert into counselors (tenant_id, id, name, email, created_at)
            select 'big', md5('c' || n)::uuid, 'Counselor ' || lpad(n::text, 3, '0'), 'c' || n || '@example.org', now()
            from generate_series(0, 499) n
            """, """
            insert into sessions (tenant_id, id, counselor_id, client_id, mode, status, started_at, ended_at, created_at)
            select 'big', md5('s' || n)::uuid, md5('c' || (n * 7919) % 500)::uuid, 'client-' || n % 9000, 'live',
                case when n % 29 = 0 then 'cancelled' else 'completed' end, s.moment, s.moment + interval '30 minutes', s.moment
            from generate_series(0, 199999) n,
                lateral (select date_trunc('minute', now()) - interval '365 days' * (1 - n / 200000.0) - interval '1 hour' as moment) s
            """, """
            insert into ledger.session_usage (tenant_id, session_id, counselor_id, status, started_at, completed_at,
                duration_seconds, analysis_count, total_prompt_tokens, total_completion_tokens, total_tokens,
                estimated_cost_usd, billed_duration_seconds, billed_analysis_count, billed_prompt_tokens,
                billed_cached_tokens, billed_completion_tokens, billed_cost_usd, billed_unpriced_count,
                credits_consumed, credit_deducted, credit_deducted_at, rate_id)
            select s.tenant_id, s.id, s.counselor_id, s.status, s.started_at, s.ended_at, 1800, 6, 6000, 600, 6600, 0.006,
                b.n * 1800, b.n * 6, b.n * 6000, b.n * 0, b.n * 600, b.n * 0.006, b.n * 0, coalesce(b.n, 0) * 30,
                b.n is not null, case when b.n is not null then s.ended_at end, '00000000-0000-4000-8000-000000000000'
            from sessions s, lateral (select case when s.status = 'completed' then 1 end n) b
            order by s.started_at
            """, """
            insert into ledger.session_analysis_logs (tenant_id, session_id, id, counselor_id, safety_level, severity,
                display_text, action_suggestion, transcript_length, duration_seconds, model_used, prompt_tokens,
                cached_tokens, completion_tokens, total_tokens, estimated_cost_usd, analyzed_at)
            select s.tenant_id, s.id, md5(s.id::text || n)::uuid, s.counselor_id, l.level,
                case l.level when 'red' then 3 when 'yellow' then 2 else 1 end,
                'What was heard in this stretch of the conversation, in a sentence or two.', 'What may help now.', 900, 300,
                case l.hash % 4 when 0 then 'gemini-2.5-flash' when 1 then 'gpt-6-luna' else 'claude-haiku-5-5' end,
                1000, 0, 100, 1100, 0.001, s.started_at + interval '5 minutes' * n
            from sessions s, generate_series(1, 6) n,
                lateral (select abs(hashtext(s.id::text || n)) hash) h,
                lateral (select h.hash, case when h.hash % 50 = 0 then 'red' when h.hash % 8 = 0 then 'yellow' else 'green' end level) l
            order by s.started_at, n
            """, """
            insert into ledger.credit_accounts (tenant_id, counselor_id, granted, used, last_entry_no, last_entry_at, last_chain_digest)
            select 'big', c.id, c.granted, u.used, 1 + u.sessions, now(), repeat('0', 64)
            from (select id, 9000 + abs(hashtext(id::text)) % 6000 granted from counselors where tenant_id = 'big') c
            join (select counselor_id, sum(credits_consumed) used, count(*) filter (where credits_consumed > 0) sessions
                from ledger.session_usage where tenant_id = 'big' group by counselor_id) u on u.counselor_id = c.id
            """, """
            insert into ledger.credit_logs (tenant_id, id, counselor_id, entry_no, transaction_type, credits_delta, balance_after,
                session_id, rate_id, rate_snapshot, calculation,
                idempotency_key, request_digest, actor, reason_code, facts_digest, chain_digest, created_at)
            select 'big', md5('g' || a.counselor_id)::uuid, a.counselor_id, 1, 'purchase', a.granted, a.granted, null, null, null, null,
                'g' || a.counselor_id, repeat('0', 64), 'speed', 'purchase', repeat('0', 64), repeat('0', 64), now() - interval '366 days'
            from ledger.credit_accounts a where a.tenant_id = 'big'
            union all
            select 'big', md5('f' || u.session_id)::uuid, u.counselor_id,
                1 + row_number() over w, 'session_fee', -u.credits_consumed, a.granted - sum(u.credits_consumed) over w,
                u.session_id, u.rate_id,
                jsonb_build_object('id', u.rate_id, 'name', 'standard', 'version', 1, 'effective_from', '1970-01-01T00:00:00Z', 'method', 'per_started_minute',
                    'terms', jsonb_build_object('credits_per_minute', '1'), 'rounding_decimals', 0, 'rounding_direction', 'up', 'minimum', '0',
                    'published_at', '1970-01-01T00:00:00Z'),
                jsonb_build_object('duration_seconds', '1800', 'analysis_count', 6, 'prompt_tokens', 6000, 'cached_tokens', 0, 'completion_tokens', 600,
                    'estimated_cost_usd', '0.006', 'unpriced_analysis_count', 0, 'credits', u.credits_consumed::text, 'arithmetic', '30 started minutes x 1 = 30'),
                'f' || u.session_id, repeat('0', 64), 'speed', 'session_fee', repeat('0', 64), repeat('0', 64), u.completed_at
            from ledger.session_usage u join ledger.credit_accounts a on a.tenant_id = 'big' and a.counselor_id = u.counselor_id
            where u.tenant_id = 'big' and u.credits_consumed > 0
            window w as (partition by u.counselor_id order by u.started_at, u.session_id)
            """, """
            insert into ledger.credit_grants (tenant_id, id, counselor_id, grant_type, amount, remaining, effective_from, status, entry_no, created_at)
            select 'big', md5('g' || a.counselor_id)::uuid, a.counselor_id, 'purchase', a.granted, greatest(0, a.granted - a.used),
                now() - interval '366 days', case when a.granted > a.used then 'active' else 'exhausted' end, 1, now() - interval '366 days'
            from ledger.credit_accounts a where a.tenant_id = 'big'
            """, """
            insert into ledger.credit_rates (tenant_id, id, name, version, effective_from, method, terms)
            values ('big', '00000000-0000-4000-8000-000000000001', 'standard', 2, timestamptz '1970-01-01 00:00:00Z',
                'per_started_minute', '{"credits_per_minute": "2"}')
            """, """
            insert into ledger.credit_alerts (tenant_id, kind, subject, counselor_id, session_id, threshold, amount, created_at, delivery,
                attempts, next_attempt_at, delivery_ended_at)
            select 'big', 'large_charge', u.session_id::text, u.counselor_id, u.session_id, 25, u.credits_consumed, u.completed_at, 'delivered',
                1, null, u.completed_at
            from ledger.session_usage u where u.tenant_id = 'big' and u.status = 'completed'
            """, """
            insert into sessions (tenant_id, id, counselor_id, client_id, mode, status, started_at, created_at)
            select 'big', md5('o' || n)::uuid, md5('c' || n % 500)::uuid, 'client-' || n, 'live', 'in_progress', now() - interval '1 minute' * n, now()
            from generate_series(1, 300) n
            """, """
            insert into ledger.session_usage (tenant_id, session_id, counselor_id, started_at, last_recorded_at, rate_id)
            select s.tenant_id, s.id, s.counselor_id, s.started_at, s.started_at, '00000000-0000-4000-8000-000000000000'
            from sessions s where s.tenant_id = 'big' and s.status = 'in_progress'
            """, """
            insert into ledger.credit_recurring_grants (tenant_id, id, counselor_id, grant_type, amount, priority, rhythm, time_zone, first_day,
                carries_over, next_period, due_at, actor)
            select 'big', md5('r' || n || a.counselor_id)::uuid, a.counselor_id, 'purchase', 100, 50, 'calendar_month', 'Asia/Taipei', date '2026-01-31', false, 240,
                now() + interval '20 years', 'speed'
            from ledger.credit_accounts a, generate_series(1, 3) n where a.tenant_id = 'big'
            """, "vacuum analyze");

    private final PrintStream out;
    private final HttpClient client =
            HttpClient.newBuilder().cookieHandler(new CookieManager()).build();
    private final String base;

    private DashboardSpeed(PrintStream out, int port) {
        this.out = out;
        this.base = "http://127.0.0.1:" + port + "/admin";
    }

    /** Takes no arguments. */
    public static void main(String[] arguments) throws Exception {
        PrintStream out = System.out;
        Map<String, String> environment = new HashMap<>(ServerDatabase.POSTGRESQL.newDatabase());
        environment.put("LEDGER_PORT", "0");
        environment.put("LEDGER_TIME_ZONES", "Asia/Taipei");
        AccessToken token = AccessToken.random(TenantId.of("big"), Role.ADMIN);
        try (ExampleServer server = ExampleServer.start(
                Settings.of(environment), TokenRegistry.of(List.of(token)), TranscriptAnalyzer.offline())) {
            String session = fill(out, environment.get("LEDGER_JDBC_URL"));
            DashboardSpeed speed = new DashboardSpeed(out, server.port());
            speed.signIn(token.token());
            speed.measureAll(session);
            speed.measureWithOneFar(session, environment.get("LEDGER_JDBC_URL"));
        }
        System.exit(0);
    }

    private static String fill(PrintStream out, String url) throws Exception {
        try (Connection connection = DriverManager.getConnection(url, "postgres", "");
                Statement statement = connection.createStatement()) {
            long begun = System.nanoTime();
            for (String sql : BULK) {
                boolean unused = statement.execute(sql);
            }
            out.printf(
                    "made 200,000 sessions with 1,200,000 analyses in %d s%n",
                    (System.nanoTime() - begun) / 1_000_000_000L);
            try (ResultSet row = statement.executeQuery(
                    "select session_id from ledger.session_usage where status = 'completed' order by started_at desc limit 1")) {
                row.next();
                return row.getString(1);
            }
        }
    }

    private void signIn(String token) throws Exception {
        Matcher form = FORM_TOKEN.matcher(get("/sign-in"));
        if (!form.find()) {
            throw new IllegalStateException("the sign-in page has no form");
        }
        HttpRequest request = HttpRequest.newBuilder(URI.create(base + "/sign-in"))
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(HttpRequest.BodyPublishers.ofString("next=&token=" + token + "&form_token="
                        + URLEncoder.encode(form.group(1), StandardCharsets.UTF_8)))
                .build();
        int status = client.send(request, HttpResponse.BodyHandlers.ofString()).statusCode();
        if (status != 303) {
            throw new IllegalStateException("signing in answered " + status);
        }
    }

    private void measureAll(String session) throws Exception {
        Matcher counselor = Pattern.compile("/counselors/[0-9a-f-]{36}").matcher(get("/counselors?sort=use"));
        if (!counselor.find()) {
            throw new IllegalStateException("the list of counselors is empty");
        }
        out.printf("%-52s %8s %8s%n", "page", "median", "p95");
        for (String path : List.of(
                "?range=today",
                "?range=7",
                "?range=30",
                "?range=90",
                "?range=90&metric=cost",
                "/overview/panels?range=90",
                "?whole=1&range=90",
                "?" + year(),
                "/overview/panels?" + year(),
                "?whole=1&" + year(),
                "/counselors",
                "/counselors?sort=name",
                "/counselors?sort=use",
                "/counselors?low=1",
                "/counselors?q=042",
                "/counselors?q=nobody-is-called-so",
                deep("/counselors?sort=use"),
                counselor.group(),
                counselor.group() + "?range=90",
                counselor.group() + "/grant",
                counselor.group() + "/adjust",
                "/sessions",
                "/sessions?range=90",
                deep("/sessions?range=90"),
                "/sessions?range=90&level=red",
                deep("/sessions?range=90&level=red"),
                "/sessions?range=90&status=failed",
                "/sessions?range=90&level=red&status=cancelled",
                "/sessions?range=90&counselor=" + counselor.group().substring("/counselors/".length()),
                "/sessions/" + session,
                "/sessions/" + session + "/refund",
                "/rates",
                "/rates/publish",
                "/upkeep/alerts",
                "/upkeep/alert-rules",
                "/upkeep/open-sessions",
                "/upkeep/maintenance",
                "/upkeep/repricing",
                "/upkeep/repricing?range=today" + REPRICED,
                "/upkeep/repricing?range=7" + REPRICED,
                "/upkeep/repricing?range=30" + REPRICED,
                "/upkeep/repricing?range=90" + REPRICED,
                "/upkeep/repricing/apply?range=7" + REPRICED,
                counselor.group() + "/alert-rules",
                counselor.group() + "/recurring",
                counselor.group() + "/recurring/new")) {
            measure(path);
        }
    }

    /** The ranges that hold the session once one of its analyses is dated far from it. */
    private void measureWithOneFar(String session, String url) throws Exception {
        try (Connection connection = DriverManager.getConnection(url, "postgres", "");
                Statement statement = connection.createStatement()) {
            int moved = statement.executeUpdate(
                    "update ledger.session_analysis_logs set analyzed_at = analyzed_at - interval '400 days' where session_id = '"
                            + session + "' and id = md5(session_id::text || 1)::uuid");
            out.println(moved + " analysis is far from its session now");
        }
        for (String path :
                List.of("?range=7", "?range=30", "/overview/panels?range=90", "/overview/panels?" + year())) {
            measure(path);
        }
    }

    private static String year() {
        var today = java.time.LocalDate.now(java.time.ZoneId.of("Asia/Taipei"));
        return "range=free&from=" + today.minusDays(365) + "&to=" + today;
    }

    /** Twenty pages on, or the last. */
    private String deep(String path) throws Exception {
        String here = path;
        for (int i = 0; i < PAGES_DEEP; i++) {
            Matcher next = NEXT.matcher(get(here));
            if (!next.find()) {
                break;
            }
            here = next.group(1).replace("&amp;", "&");
        }
        return here;
    }

    private void measure(String path) throws Exception {
        long[] times = new long[TIMES];
        String unused = "";
        for (int i = 0; i < WARM_UPS; i++) {
            unused = get(path);
        }
        for (int i = 0; i < TIMES; i++) {
            long begun = System.nanoTime();
            unused = get(path);
            times[i] = System.nanoTime() - begun;
        }
        Arrays.sort(times);
        out.printf(
                Locale.ROOT,
                "%-52s %5d ms %5d ms%n",
                path.replaceAll("[0-9a-f-]{36}", "{id}").replaceAll("cursor=[^&]*", "cursor=..."),
                times[TIMES / 2] / 1_000_000,
                times[TIMES * 95 / 100 - 1] / 1_000_000);
    }

    private String get(String path) throws Exception {
        HttpResponse<String> response = client.send(
                HttpRequest.newBuilder(URI.create(base + path)).build(), HttpResponse.BodyHandlers.ofString());
        if (response.statusCode() != 200) {
            throw new IllegalStateException(path + " answered " + response.statusCode());
        }
        return response.body();
    }
}
