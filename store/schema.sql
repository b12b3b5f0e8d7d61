-- The writer's database, version 1 (store/migrations/ holds what came after).
-- Three kinds of tables: observed (only ever inserted into), derived (rebuilt by code), judged (written by people).
-- No primary keys and no indexes: keys are computed by us and de-duplicated by semi-join (see docs/design-notes.md).
-- Every time is UTC; intervals include both ends, to the second.

create table if not exists schema_version (
    version     integer not null,      -- the number of the migration, 1 for this file
    name        varchar not null,      -- its file name
    applied_at  timestamptz not null   -- when it ran
);

-- defined: what people wrote in data/, as last read --------------------------------------------------
create table if not exists outlet (
    outlet_id    varchar not null,     -- slug, stable
    name         varchar not null,
    kind         varchar not null,     -- state_media, diplomatic, wire, national, regional, digital, fact_checker, us, other
    country      varchar not null,     -- ISO 3166 alpha-2, or 'unknown'
    city         varchar,
    zones        varchar[] not null,   -- IANA zones its dates can mean: one if known, several if not
    zone_basis   varchar not null,     -- registry, country or unknown
    domains      varchar[] not null,   -- registrable domains and mirrors, lower case
    language     varchar,              -- ISO 639-1
    home         varchar,
    owner        varchar,
    label_source varchar not null      -- what kind, country and owner rest on
);
create table if not exists feed (
    feed_id   varchar not null,
    outlet_id varchar not null,
    url       varchar not null,
    kind      varchar not null,        -- rss, atom, news_sitemap, ...
    status    varchar not null,        -- confirmed, unconfirmed or dead
    source    varchar not null,        -- where the address was found
    note      varchar
);
create table if not exists narrative (
    narrative_id    varchar not null,
    title_es        varchar not null,
    title_en        varchar not null,
    short_es        varchar not null,  -- at most 28 characters, for chart labels
    short_en        varchar not null,
    claim_es        varchar,
    claim_en        varchar,
    claim_ru        varchar,
    accused         varchar[] not null,
    neighbours      varchar[] not null, -- labels of the near-misses that must not count
    sources         struct(title varchar, url varchar, kind varchar)[] not null,
    since           timestamptz,
    until           timestamptz,
    note            varchar,
    definition_hash varchar not null   -- of the narrative file: rows derived from it carry the same
);

-- observed -------------------------------------------------------------------------------------------
create table if not exists retrieval (   -- `fetch` is a reserved word in SQL
    fetch_id    varchar not null,
    feed_id     varchar,               -- null for an import
    source      varchar not null,      -- feed or import
    address     varchar not null,      -- URL, or the imported file's name
    started_at  timestamptz not null,
    finished_at timestamptz not null,
    outcome     varchar not null,      -- ok, not_modified, timeout, ...
    body_sha256 varchar,               -- of the body in data/archive/
    body_bytes  bigint,
    error       varchar
);
create table if not exists item (
    item_id             varchar not null,  -- 12 characters of base 32 from outlet and identity: stable across rebuilds
    outlet_id           varchar not null,
    url                 varchar not null,  -- as published
    canonical_url       varchar not null,  -- without tracking parameters: part of the identity
    guid                varchar,
    language            varchar,           -- ISO 639-1
    published_raw       varchar,           -- what the outlet said, to the letter
    published_earliest  timestamptz,       -- earliest instant that can mean; null: unknown
    published_latest    timestamptz,       -- latest instant that can mean; null: unknown
    published_precision varchar not null,  -- second, minute, hour, day, month or unknown
    published_basis     varchar not null,  -- feed, page, url, text, import or inferred
    first_seen_at       timestamptz not null, -- our clock, never the outlet's
    fetch_id            varchar not null   -- the retrieval that showed it first
);
create table if not exists item_version (
    version_id   bigint not null,      -- order of arrival, without holes at the time of writing
    item_id      varchar not null,
    seen_at      timestamptz not null, -- when we saw these words first
    title        varchar not null,
    summary      varchar,
    text         varchar,
    content_hash varchar not null,     -- of title, summary and text
    fetch_id     varchar not null
);

-- derived --------------------------------------------------------------------------------------------
create table if not exists mention (
    item_id         varchar not null,
    narrative_id    varchar not null,
    decision        varchar not null,  -- yes, review or no (a near-miss worth keeping)
    probability     double not null,   -- 0 to 1
    method          varchar not null,  -- which voices decided
    frame           varchar,           -- null: undecided
    frame_cue       varchar,           -- the words behind the frame
    route           varchar not null,
    route_cue       varchar,           -- the words behind the route
    passages        struct(field varchar, start integer, "end" integer, text varchar, why varchar)[] not null,
    neighbour       varchar,           -- the neighbour considered
    similarity      double not null,   -- cosine of the nearest part and the claim's nearest wording, -1 to 1
    definition_hash varchar not null
);
create table if not exists match_state (
    narrative_id    varchar not null,
    definition_hash varchar not null,
    version_id      bigint not null    -- every version up to this one has been matched against this definition
);
create table if not exists pickup (
    narrative_id     varchar not null,
    outlet_id        varchar not null,
    outlet           varchar not null,
    country          varchar not null,
    role             varchar not null,   -- origin or pick-up
    item_id          varchar not null,
    url              varchar not null,
    first_earliest   timestamptz,
    first_latest     timestamptz,
    adopted_earliest timestamptz,
    adopted_latest   timestamptz,
    published_precision varchar not null,
    published_basis  varchar not null,
    lag_min_h        double,
    lag_max_h        double,
    before_origin    boolean not null,
    frame            varchar,
    route            varchar not null,
    via_item_id      varchar,
    order_certain    boolean not null,
    censored         varchar not null,
    items            integer not null
);
create table if not exists reuse_pair (
    earlier_item_id varchar not null,
    later_item_id   varchar not null,
    shared_words    integer not null,
    containment     double not null,   -- 0 to 1, of the later text
    passages        struct(field varchar, start integer, "end" integer, text varchar, why varchar)[] not null
);
create table if not exists coverage_span (
    outlet_id  varchar not null,
    started_at timestamptz not null,
    ended_at   timestamptz not null,
    watched    boolean not null        -- false: we know that we could not see
);

-- judged ---------------------------------------------------------------------------------------------
create table if not exists judgement (
    item_id      varchar not null,
    narrative_id varchar not null,
    decision     varchar not null,
    frame        varchar,
    route        varchar,
    judged_by    varchar not null,
    judged_at    timestamptz not null,
    reason       varchar
);

-- apart: one reader's labels; no view shows them and the matcher never reads them ----------------------
create table if not exists gold_label (
    item_id     varchar not null,
    case_id     varchar,               -- the row's own id in the labelled file
    narrative   varchar not null,      -- the label as the file has it (N1, NEG, ...)
    frame       varchar,
    route       varchar,
    cites       varchar,
    source_file varchar not null
);
