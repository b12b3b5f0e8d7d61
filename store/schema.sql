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
    name         varchar not null,       -- as people know it
    kind         varchar not null,     -- state_media, diplomatic, wire, national, regional, digital, fact_checker, us, other
    country      varchar not null,     -- ISO 3166 alpha-2, or 'unknown'
    city         varchar,                -- city or state, where known
    zones        varchar[] not null,   -- IANA zones its dates can mean: one if known, several if not
    zone_basis   varchar not null,     -- registry, country or unknown
    domains      varchar[] not null,   -- registrable domains and mirrors, lower case
    language     varchar,              -- ISO 639-1
    home         varchar,                -- home page
    owner        varchar,                -- owner, where a source names it
    label_source varchar not null      -- what kind, country and owner rest on
);
create table if not exists feed (
    feed_id   varchar not null,          -- outlet and a hash of the address
    outlet_id varchar not null,          -- the outlet it belongs to
    url       varchar not null,          -- address
    kind      varchar not null,        -- rss, atom, news_sitemap, ...
    status    varchar not null,        -- confirmed, unconfirmed or dead
    source    varchar not null,        -- where the address was found
    note      varchar                    -- what is known about it, probes included
);
create table if not exists narrative (
    narrative_id    varchar not null,    -- name of its file
    title_es        varchar not null,    -- title, Spanish
    title_en        varchar not null,    -- title, English
    short_es        varchar not null,  -- at most 28 characters, for chart labels
    short_en        varchar not null,    -- the same, English
    claim_es        varchar,             -- one checkable sentence, Spanish
    claim_en        varchar,             -- the same, English
    claim_ru        varchar,             -- the same, Russian
    accused         varchar[] not null,  -- whom the claim accuses
    neighbours      varchar[] not null, -- labels of the near-misses that must not count
    sources         struct(title varchar, url varchar, kind varchar)[] not null, -- pages the file rests on; kind: source or fact_check
    since           timestamptz,         -- items certainly out before do not count; UTC
    until           timestamptz,         -- items certainly out after do not count; UTC
    note            varchar,             -- what a reader should know
    definition_hash varchar not null   -- of the narrative file: rows derived from it carry the same
);

-- observed -------------------------------------------------------------------------------------------
create table if not exists retrieval (   -- `fetch` is a reserved word in SQL
    fetch_id    varchar not null,        -- hash of source, address and body
    feed_id     varchar,               -- null for an import
    source      varchar not null,      -- feed or import
    address     varchar not null,      -- URL, or the imported file's name
    started_at  timestamptz not null,    -- our clock, UTC
    finished_at timestamptz not null,    -- our clock, UTC
    outcome     varchar not null,      -- ok, not_modified, timeout, ...
    body_sha256 varchar,               -- of the body in data/archive/
    body_bytes  bigint,                  -- size in bytes, uncompressed
    error       varchar                  -- what was said when it failed
);
create table if not exists item (
    item_id             varchar not null,  -- 12 characters of base 32 from outlet and identity: stable across rebuilds
    outlet_id           varchar not null, -- who published
    url                 varchar not null,  -- as published
    canonical_url       varchar not null,  -- without tracking parameters: part of the identity
    guid                varchar,         -- the feed's own id, if any
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
    item_id      varchar not null,       -- whose wording this is
    seen_at      timestamptz not null, -- when we saw these words first
    title        varchar not null,       -- plain text, one line
    summary      varchar,                -- plain text, one line
    text         varchar,                -- full text, if kept
    content_hash varchar not null,     -- of title, summary and text
    fetch_id     varchar not null        -- the retrieval that showed it first
);

-- derived --------------------------------------------------------------------------------------------
create table if not exists mention (
    item_id         varchar not null,    -- the item
    narrative_id    varchar not null,    -- what it carries, or nearly
    decision        varchar not null,  -- yes, review or no (a near-miss worth keeping)
    probability     double not null,   -- 0 to 1
    method          varchar not null,  -- which voices decided
    frame           varchar,           -- null: undecided
    frame_cue       varchar,           -- the words behind the frame
    route           varchar not null,    -- by which text it came; unknown without evidence
    route_cue       varchar,           -- the words behind the route
    passages        struct(field varchar, start integer, "end" integer, text varchar, why varchar)[] not null, -- spans [start, end) in characters of the field, and why
    neighbour       varchar,           -- the neighbour considered
    similarity      double not null,   -- cosine of the nearest part and the claim's nearest wording, -1 to 1
    definition_hash varchar not null     -- of the definition that made the row
);
create table if not exists match_state (
    narrative_id    varchar not null,    -- the narrative
    definition_hash varchar not null,    -- of its definition then
    version_id      bigint not null    -- every version up to this one has been matched against this definition
);
create table if not exists pickup (
    narrative_id     varchar not null,   -- the narrative
    outlet_id        varchar not null,   -- the outlet
    outlet           varchar not null,   -- its name
    country          varchar not null,   -- ISO 3166 alpha-2, or unknown
    role             varchar not null,   -- origin or pick-up
    item_id          varchar not null,   -- the item that was certainly out soonest
    url              varchar not null,   -- its address
    first_earliest   timestamptz,        -- first mention, at the earliest; null: undated
    first_latest     timestamptz,        -- first mention, at the latest, included
    adopted_earliest timestamptz,        -- first that passes the claim on, at the earliest
    adopted_latest   timestamptz,        -- first that passes the claim on, at the latest
    published_precision varchar not null, -- of that item's time
    published_basis  varchar not null,   -- of that item's time
    lag_min_h        double,             -- hours after the origin, at least
    lag_max_h        double,             -- hours after the origin, at most
    before_origin    boolean not null,   -- certainly out before the earliest origin we hold
    frame            varchar,            -- of the first mention; null: undecided
    route            varchar not null,   -- of the first mention
    via_item_id      varchar,            -- the earlier item it came from; only with evidence
    order_certain    boolean not null,   -- no other dated outlet's interval overlaps
    censored         varchar not null,   -- unknown until coverage is recorded
    items            integer not null    -- items of this outlet that carry it
);
create table if not exists reuse_pair (
    earlier_item_id varchar not null,    -- out first, as far as the clocks can tell
    later_item_id   varchar not null,    -- the other one
    shared_words    integer not null,    -- words of the later text that stand in the earlier
    containment     double not null,   -- 0 to 1, of the later text
    passages        struct(field varchar, start integer, "end" integer, text varchar, why varchar)[] not null -- where, in the later text
);
create table if not exists coverage_span (
    outlet_id  varchar not null,         -- the outlet
    started_at timestamptz not null,     -- UTC
    ended_at   timestamptz not null,     -- UTC
    watched    boolean not null        -- false: we know that we could not see
);

-- judged ---------------------------------------------------------------------------------------------
create table if not exists judgement (
    item_id      varchar not null,       -- the item
    narrative_id varchar not null,       -- the narrative
    decision     varchar not null,       -- yes, review or no
    frame        varchar,                -- if decided
    route        varchar,                -- if decided
    judged_by    varchar not null,       -- who
    judged_at    timestamptz not null,   -- when, UTC
    reason       varchar                 -- why
);

-- apart: one reader's labels; no view shows them and the matcher never reads them ----------------------
create table if not exists gold_label (
    item_id     varchar not null,        -- the item
    case_id     varchar,               -- the row's own id in the labelled file
    narrative   varchar not null,      -- the label as the file has it (N1, NEG, ...)
    frame       varchar,                 -- the file's stance column
    route       varchar,                 -- the file's route column
    cites       varchar,                 -- the file's cites column
    source_file varchar not null         -- name of the imported file
);
