-- One row a tenant that has ever started a session: its insert is what lets exactly one of two first starts publish the first rate.
create table tenants (
    tenant_id  varchar(50) not null primary key,
    created_at timestamp with time zone not null
);

create table counselors (
    tenant_id  varchar(50) not null,
    id         uuid not null,
    name       varchar(100) not null,
    email      varchar(254),
    created_at timestamp with time zone not null,
    primary key (tenant_id, id)
);

create index counselors_in_order on counselors (tenant_id, created_at, id);

create table sessions (
    tenant_id       varchar(50) not null,
    id              uuid not null,
    counselor_id    uuid not null,
    client_id       varchar(100) not null,
    mode            varchar(50) not null,
    status          varchar(20) not null,
    started_at      timestamp with time zone not null,
    ended_at        timestamp with time zone,
    full_transcript text,
    end_reason      varchar(500),
    created_at      timestamp with time zone not null,
    primary key (tenant_id, id),
    foreign key (tenant_id, counselor_id) references counselors (tenant_id, id)
);

create index sessions_in_order on sessions (tenant_id, started_at, id);
create index sessions_of_counselor on sessions (tenant_id, counselor_id, started_at, id);

-- One row a request that came with an Idempotency-Key: what it asked, as a digest, and what it was answered, without any text of people's.
-- Rows older than any client would repeat a request may be deleted.
create table answered_requests (
    tenant_id       varchar(50) not null,
    idempotency_key varchar(200) not null,
    request_digest  varchar(64) not null,
    answer          text,
    claimed_until   timestamp with time zone,
    created_at      timestamp with time zone not null,
    primary key (tenant_id, idempotency_key)
);

create index answered_requests_by_age on answered_requests (created_at);
