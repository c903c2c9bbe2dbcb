-- Every key begins with tenant_id: no row can point into another tenant, and the tables distribute by it.
-- Some primary keys are made after the other indexes of their table: PostgreSQL's second migration says why.
-- ${json}, ${credits_list} and ${new_uuid} are what the database at hand calls them; all else is the same on PostgreSQL and H2.

-- The versions of these tables that were brought, by whichever tool. One set of tables, so no tenant.
create table ${schema}.session_ledger_version (
    version     integer                  not null,
    brought_at  timestamp with time zone not null default current_timestamp,
    constraint session_ledger_version_pk primary key (version)
);

create table ${schema}.credit_rates (
    tenant_id           varchar(50)              not null,
    id                  uuid                     not null default ${new_uuid},
    name                varchar(50)              not null,
    version             integer                  not null,
    effective_from      timestamp with time zone not null,
    method              varchar(30)              not null,
    terms               ${json}                  not null,
    rounding_decimals   smallint                 not null default 0,
    rounding_direction  varchar(10)              not null default 'up',
    minimum             numeric(19, 4)           not null default 0,
    published_at        timestamp with time zone not null default current_timestamp,
    constraint credit_rates_pk primary key (tenant_id, id),
    constraint credit_rates_version_once unique (tenant_id, name, version),
    constraint credit_rates_version_check check (version >= 1),
    constraint credit_rates_method_check check (method in ('per_second', 'per_started_minute', 'tiered_minutes',
        'per_analysis', 'per_thousand_tokens', 'share_of_cost')),
    constraint credit_rates_rounding_check check (rounding_decimals between 0 and 4
        and rounding_direction in ('up', 'nearest', 'down')),
    constraint credit_rates_minimum_check check (minimum >= 0)
);

-- The version in force at an instant.
create index credit_rates_in_force on ${schema}.credit_rates (tenant_id, name, effective_from, version);

create table ${schema}.session_usage (
    tenant_id                     varchar(50)              not null,
    session_id                    uuid                     not null,
    id                            uuid                     not null default ${new_uuid},
    counselor_id                  uuid                     not null,
    status                        varchar(20)              not null default 'in_progress',
    started_at                    timestamp with time zone not null default current_timestamp,
    completed_at                  timestamp with time zone,
    duration_seconds              numeric(12, 3)           not null default 0,
    analysis_count                bigint                   not null default 0,
    total_prompt_tokens           bigint                   not null default 0,
    total_cached_tokens           bigint                   not null default 0,
    total_completion_tokens       bigint                   not null default 0,
    total_tokens                  bigint                   not null default 0,
    estimated_cost_usd            numeric(18, 10)          not null default 0,
    unpriced_analysis_count       bigint                   not null default 0,
    stated_duration_seconds       numeric(12, 3),
    billed_duration_seconds       numeric(12, 3),
    billed_analysis_count         bigint,
    billed_prompt_tokens          bigint,
    billed_cached_tokens          bigint,
    billed_completion_tokens      bigint,
    billed_cost_usd               numeric(18, 10),
    billed_unpriced_count         bigint,
    credits_consumed              numeric(19, 4)           not null default 0,
    credit_deducted               boolean                  not null default false,
    credit_deducted_at            timestamp with time zone,
    uncharged_reason              varchar(20),
    rate_name                     varchar(50)              not null default 'standard',
    rate_id                       uuid,
    last_recorded_at              timestamp with time zone,
    revision                      bigint                   not null default 0,
    constraint session_usage_pk primary key (tenant_id, session_id),
    constraint session_usage_rate_fk foreign key (tenant_id, rate_id) references ${schema}.credit_rates (tenant_id, id),
    constraint session_usage_status_check check (status in ('in_progress', 'completed', 'cancelled', 'failed')),
    constraint session_usage_ended_check check ((status = 'in_progress') = (completed_at is null)
        and completed_at >= started_at),
    constraint session_usage_counters_check check (duration_seconds >= 0 and analysis_count >= 0
        and total_prompt_tokens >= 0 and total_cached_tokens >= 0 and total_completion_tokens >= 0
        and total_tokens >= total_prompt_tokens + total_cached_tokens + total_completion_tokens
        and estimated_cost_usd >= 0 and stated_duration_seconds >= 0
        and unpriced_analysis_count between 0 and analysis_count),
    constraint session_usage_billed_check check (
        (billed_duration_seconds is null and billed_analysis_count is null and billed_prompt_tokens is null
            and billed_cached_tokens is null and billed_completion_tokens is null and billed_cost_usd is null
            and billed_unpriced_count is null)
        or (status = 'completed' and billed_duration_seconds is not null and billed_analysis_count is not null
            and billed_prompt_tokens is not null and billed_cached_tokens is not null
            and billed_completion_tokens is not null and billed_cost_usd is not null
            and billed_unpriced_count is not null)),
    constraint session_usage_credits_check check (credits_consumed >= 0
        and credit_deducted = (credit_deducted_at is not null) and (not credit_deducted or status = 'completed')),
    constraint session_usage_uncharged_check check (uncharged_reason is null
        or (uncharged_reason in ('usage_only') and status = 'completed' and not credit_deducted))
);

create table ${schema}.session_analysis_logs (
    tenant_id           varchar(50)              not null,
    session_id          uuid                     not null,
    id                  uuid                     not null default ${new_uuid},
    counselor_id        uuid                     not null,
    safety_level        varchar(20)              not null,
    severity            smallint                 not null,
    display_text        text,
    action_suggestion   text,
    rag_documents       ${json},
    rag_sources         ${json},
    transcript_length   integer,
    duration_seconds    numeric(12, 3),
    model_used          varchar(100),
    prompt_tokens       bigint,
    cached_tokens       bigint,
    completion_tokens   bigint,
    total_tokens        bigint,
    estimated_cost_usd  numeric(18, 10),
    analyzed_at         timestamp with time zone not null default current_timestamp,
    late                boolean                  not null default false,
    constraint session_analysis_logs_session_fk foreign key (tenant_id, session_id)
        references ${schema}.session_usage (tenant_id, session_id) on delete cascade,
    constraint session_analysis_logs_level_check check (safety_level in ('red', 'yellow', 'green')),
    constraint session_analysis_logs_severity_check check (severity between 1 and 3),
    constraint session_analysis_logs_figures_check check (transcript_length >= 0 and duration_seconds >= 0
        and prompt_tokens >= 0 and cached_tokens >= 0 and completion_tokens >= 0 and estimated_cost_usd >= 0
        and total_tokens >= coalesce(prompt_tokens, 0) + coalesce(cached_tokens, 0) + coalesce(completion_tokens, 0))
);

-- The tenant's logs of a range of time, and a session's page in time order.
create index session_analysis_logs_of_tenant on ${schema}.session_analysis_logs (tenant_id, analyzed_at, session_id, id);
create index session_analysis_logs_of_session on ${schema}.session_analysis_logs (tenant_id, session_id, analyzed_at, id);
alter table ${schema}.session_analysis_logs add constraint session_analysis_logs_pk primary key (tenant_id, session_id, id);

create table ${schema}.credit_accounts (
    tenant_id          varchar(50)              not null,
    counselor_id       uuid                     not null,
    granted            numeric(19, 4)           not null default 0,
    used               numeric(19, 4)           not null default 0,
    held               numeric(19, 4)           not null default 0,
    overdraft_limit    numeric(19, 4),
    alert_levels       ${credits_list},
    large_charge       numeric(19, 4),
    next_change_at     timestamp with time zone,
    last_entry_no      bigint                   not null default 0,
    last_entry_at      timestamp with time zone,
    last_chain_digest  char(64),
    created_at         timestamp with time zone not null default current_timestamp,
    constraint credit_accounts_pk primary key (tenant_id, counselor_id),
    constraint credit_accounts_held_check check (held >= 0),
    constraint credit_accounts_overdraft_check check (overdraft_limit >= 0),
    constraint credit_accounts_alert_check check (large_charge is null or (large_charge > 0 and alert_levels is not null)),
    constraint credit_accounts_entry_check check (last_entry_no >= 0 and (last_entry_no = 0) = (last_entry_at is null)
        and (last_entry_no = 0) = (last_chain_digest is null))
);

create table ${schema}.credit_logs (
    tenant_id         varchar(50)              not null,
    id                uuid                     not null default ${new_uuid},
    counselor_id      uuid                     not null,
    entry_no          bigint                   not null,
    transaction_type  varchar(20)              not null,
    credits_delta     numeric(19, 4)           not null,
    balance_after     numeric(19, 4)           not null,
    session_id        uuid,
    rate_id           uuid,
    rate_snapshot     ${json},
    calculation       ${json},
    idempotency_key   varchar(200)             not null,
    request_digest    char(64)                 not null,
    actor             varchar(100)             not null,
    reason_code       varchar(50)              not null,
    reason_digest     char(64),
    facts_digest      char(64)                 not null,
    chain_digest      char(64)                 not null,
    created_at        timestamp with time zone not null default current_timestamp,
    constraint credit_logs_account_fk foreign key (tenant_id, counselor_id)
        references ${schema}.credit_accounts (tenant_id, counselor_id),
    constraint credit_logs_entry_once unique (tenant_id, counselor_id, entry_no),
    constraint credit_logs_key_once unique (tenant_id, idempotency_key),
    constraint credit_logs_entry_check check (entry_no >= 1 and credits_delta <> 0),
    constraint credit_logs_type_check check (transaction_type in ('purchase', 'promotion', 'compensation',
        'opening_balance', 'adjustment', 'expiry', 'session_fee', 'refund', 'reprice'))
);

alter table ${schema}.credit_logs add constraint credit_logs_pk primary key (tenant_id, id);

-- What hosts have asked for, each key once for ever, whatever table the answer is in; and what people wrote with it. The words are erasable: the
-- ledger entry keeps only a digest of salt and reason, which says nothing once both are gone.
create table ${schema}.credit_requests (
    tenant_id        varchar(50)              not null,
    idempotency_key  varchar(200)             not null,
    counselor_id     uuid                     not null,
    request_digest   char(64)                 not null,
    answer_id        uuid                     not null,
    reason           text,
    salt             char(32),
    created_at       timestamp with time zone not null default current_timestamp,
    constraint credit_requests_reason_check check ((reason is null) = (salt is null))
);

-- What people wrote about an account's movements, to be erased.
create index credit_requests_of_account on ${schema}.credit_requests (tenant_id, counselor_id);

alter table ${schema}.credit_requests add constraint credit_requests_pk primary key (tenant_id, idempotency_key);

-- Credits that came together, and what is left of them. A grant has the id of the entry by which its credits came.
create table ${schema}.credit_grants (
    tenant_id       varchar(50)              not null,
    id              uuid                     not null,
    counselor_id    uuid                     not null,
    grant_type      varchar(20)              not null,
    amount          numeric(19, 4)           not null,
    remaining       numeric(19, 4)           not null,
    priority        smallint                 not null default 50,
    effective_from  timestamp with time zone not null,
    expires_at      timestamp with time zone,
    status          varchar(20)              not null,
    entry_no        bigint,
    idempotency_key varchar(200),
    request_digest  char(64),
    actor           varchar(100),
    reason_digest   char(64),
    created_at      timestamp with time zone not null default current_timestamp,
    constraint credit_grants_account_fk foreign key (tenant_id, counselor_id)
        references ${schema}.credit_accounts (tenant_id, counselor_id),
    constraint credit_grants_amount_check check (amount > 0 and remaining between 0 and amount),
    constraint credit_grants_priority_check check (priority between 0 and 100),
    constraint credit_grants_time_check check (expires_at > effective_from),
    constraint credit_grants_status_check check (
        (status = 'active' and remaining > 0 and entry_no is not null)
        or (status in ('exhausted', 'expired') and remaining = 0 and entry_no is not null)
        or (status = 'voided' and remaining = 0)
        or (status = 'scheduled' and remaining = amount and entry_no is null and idempotency_key is not null
            and request_digest is not null and actor is not null)),
    constraint credit_grants_type_check check (grant_type in ('purchase', 'promotion', 'compensation', 'opening_balance',
        'adjustment'))
);

-- An account's grants, the latest given first.
create index credit_grants_of_account on ${schema}.credit_grants (tenant_id, counselor_id, created_at, id);
alter table ${schema}.credit_grants add constraint credit_grants_pk primary key (tenant_id, id);

-- Credits that come again and again. Each period has a grant of its own; those up to the first that lies ahead are there already.
create table ${schema}.credit_recurring_grants (
    tenant_id     varchar(50)              not null,
    id            uuid                     not null,
    counselor_id  uuid                     not null,
    grant_type    varchar(20)              not null,
    amount        numeric(19, 4)           not null,
    priority      smallint                 not null,
    rhythm        varchar(20)              not null,
    time_zone     varchar(50)              not null,
    first_day     date                     not null,
    carries_over  boolean                  not null,
    next_period   integer                  not null,
    due_at        timestamp with time zone,
    actor         varchar(100)             not null,
    created_at    timestamp with time zone not null default current_timestamp,
    ended_at      timestamp with time zone,
    constraint credit_recurring_grants_pk primary key (tenant_id, id),
    constraint credit_recurring_grants_account_fk foreign key (tenant_id, counselor_id)
        references ${schema}.credit_accounts (tenant_id, counselor_id),
    constraint credit_recurring_grants_amount_check check (amount > 0),
    constraint credit_recurring_grants_priority_check check (priority between 0 and 100),
    constraint credit_recurring_grants_rhythm_check check (rhythm in ('calendar_month', 'thirty_days') and next_period >= 0),
    constraint credit_recurring_grants_type_check check (grant_type in ('purchase', 'promotion', 'compensation',
        'opening_balance')),
    constraint credit_recurring_grants_ended_check check ((ended_at is null) = (due_at is not null))
);

-- An account's recurring grants, the latest set up first.
create index credit_recurring_grants_of_account on ${schema}.credit_recurring_grants (tenant_id, counselor_id, created_at, id);

-- What a grant has paid of what an entry took, and how much of that was given back since.
create table ${schema}.credit_grant_payments (
    tenant_id  varchar(50)    not null,
    entry_id   uuid           not null,
    grant_id   uuid           not null,
    paid       numeric(19, 4) not null,
    returned   numeric(19, 4) not null default 0,
    constraint credit_grant_payments_pk primary key (tenant_id, entry_id, grant_id),
    constraint credit_grant_payments_entry_fk foreign key (tenant_id, entry_id) references ${schema}.credit_logs (tenant_id, id),
    constraint credit_grant_payments_grant_fk foreign key (tenant_id, grant_id) references ${schema}.credit_grants (tenant_id, id),
    constraint credit_grant_payments_amount_check check (paid > 0 and returned between 0 and paid)
);

-- What a refund has given back to which grant; the grant of its own id is the one made in place of those that have ended.
create table ${schema}.credit_grant_returns (
    tenant_id  varchar(50)    not null,
    entry_id   uuid           not null,
    grant_id   uuid           not null,
    amount     numeric(19, 4) not null,
    constraint credit_grant_returns_pk primary key (tenant_id, entry_id, grant_id),
    constraint credit_grant_returns_entry_fk foreign key (tenant_id, entry_id) references ${schema}.credit_logs (tenant_id, id),
    constraint credit_grant_returns_grant_fk foreign key (tenant_id, grant_id) references ${schema}.credit_grants (tenant_id, id),
    constraint credit_grant_returns_amount_check check (amount > 0)
);

-- What an entry took that no grant had. Repaid by whatever comes into the account next, the oldest debt first.
create table ${schema}.credit_debts (
    tenant_id     varchar(50)    not null,
    entry_id      uuid           not null,
    counselor_id  uuid           not null,
    entry_no      bigint         not null,
    amount        numeric(19, 4) not null,
    unpaid        numeric(19, 4) not null,
    constraint credit_debts_pk primary key (tenant_id, entry_id),
    constraint credit_debts_entry_fk foreign key (tenant_id, entry_id) references ${schema}.credit_logs (tenant_id, id),
    constraint credit_debts_amount_check check (amount > 0 and unpaid between 0 and amount)
);

-- Credits set aside for running sessions. The session's usage row is the host's to delete; the hold outlives it until it ends.
create table ${schema}.credit_holds (
    tenant_id        varchar(50)              not null,
    id               uuid                     not null,
    session_id       uuid                     not null,
    counselor_id     uuid                     not null,
    amount           numeric(19, 4)           not null,
    status           varchar(20)              not null default 'active',
    silence_seconds  numeric(12, 3)           not null,
    placed_at        timestamp with time zone not null,
    expires_at       timestamp with time zone not null,
    ended_at         timestamp with time zone,
    constraint credit_holds_pk primary key (tenant_id, id),
    constraint credit_holds_account_fk foreign key (tenant_id, counselor_id)
        references ${schema}.credit_accounts (tenant_id, counselor_id),
    constraint credit_holds_amount_check check (amount >= 0 and silence_seconds > 0),
    constraint credit_holds_status_check check (status in ('active', 'captured', 'released', 'expired')
        and (status = 'active') = (ended_at is null))
);

-- What a tenant wants to hear of about those of its accounts that have no rules of their own.
create table ${schema}.credit_alert_defaults (
    tenant_id     varchar(50)    not null,
    alert_levels  ${credits_list} not null,
    large_charge  numeric(19, 4),
    constraint credit_alert_defaults_pk primary key (tenant_id),
    constraint credit_alert_defaults_charge_check check (large_charge > 0)
);

-- What a person should look at, written by what causes it, and brought on its way afterwards. A subject is what the alert is about: of a kind there is one alert for each.
create table ${schema}.credit_alerts (
    tenant_id          varchar(50)              not null,
    id                 uuid                     not null default ${new_uuid},
    kind               varchar(30)              not null,
    subject            varchar(150)             not null,
    counselor_id       uuid                     not null,
    session_id         uuid,
    threshold          numeric(19, 4),
    amount             numeric(19, 4),
    model_used         varchar(100),
    created_at         timestamp with time zone not null default current_timestamp,
    delivery           varchar(20)              not null default 'pending',
    attempts           integer                  not null default 0,
    next_attempt_at    timestamp with time zone          default current_timestamp,
    delivery_ended_at  timestamp with time zone,
    last_error         varchar(100),
    constraint credit_alerts_pk primary key (tenant_id, id),
    constraint credit_alerts_once unique (tenant_id, kind, subject),
    constraint credit_alerts_kind_check check (kind in ('shortage', 'unrated_session', 'low_balance', 'negative_balance',
        'large_charge', 'unpriced_model')),
    constraint credit_alerts_delivery_check check (delivery in ('pending', 'delivered', 'given_up') and attempts >= 0
        and (delivery = 'pending') = (next_attempt_at is not null) and (delivery = 'pending') = (delivery_ended_at is null))
);

-- The tenant's alerts, the latest first.
create index credit_alerts_of_tenant on ${schema}.credit_alerts (tenant_id, created_at, id);

insert into ${schema}.session_ledger_version (version) values (1);
