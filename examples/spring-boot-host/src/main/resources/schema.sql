create table if not exists sessions (
    id            bigint primary key,
    counselor_id  bigint not null,
    status        varchar(10) not null,
    transcript    text
);
