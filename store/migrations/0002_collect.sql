-- What polling feeds needs: richer retrievals, keys that recognise an item, moved dates, and what is learnt of a feed.

alter table retrieval add column status integer;                -- HTTP status of the last answer
alter table retrieval add column final_url varchar;             -- where redirects led, if anywhere
alter table retrieval add column headers varchar;               -- of the last answer, to the letter: JSON list of [name, value]
alter table retrieval add column received_bytes bigint;         -- of the body as it came, before decoding
alter table retrieval add column entries integer;               -- entries in the body, bad ones included
alter table retrieval add column bad_entries integer;           -- of these, how many could not be read
alter table retrieval add column new_items integer;             -- items seen for the first time
alter table retrieval add column changed_items integer;         -- known items with new words or a new date
alter table retrieval add column overrun boolean;               -- true: what the last poll showed is gone, something may have passed unseen
alter table retrieval add column previous_seen_at timestamptz;  -- the last try before this one that showed us the feed

alter table item add column author varchar;                     -- as the feed credits it
alter table item add column feed_id varchar;                    -- the feed that showed it first; null for an import
alter table item add column absent_at timestamptz;              -- that feed's last good poll before, in which it was not yet there
alter table item_version add column feed_id varchar;            -- the feed that showed these words; null for an import

create table item_key (                -- how a known item is recognised under another guid or address
    key     ubigint not null,            -- lower half of MD5 of what: 'i' item_id; 'g' outlet and guid; 'u' outlet and canonical URL
    item_id varchar not null             -- the item
);
insert into item_key
select md5_number_lower('i|' || item_id), item_id from item
union all select md5_number_lower('g|' || outlet_id || '|' || guid), item_id from item where guid is not null
union all select md5_number_lower('u|' || outlet_id || '|' || canonical_url), item_id from item;

create table published_change (        -- observed: the outlet says another time than before; the first stays the item's
    item_id             varchar not null,     -- whose time
    feed_id             varchar,              -- the feed that says so; null for an import
    seen_at             timestamptz not null, -- when we saw the new time first
    published_raw       varchar,              -- the new time, to the letter
    published_earliest  timestamptz,          -- earliest instant that can mean; null: unknown
    published_latest    timestamptz,          -- latest instant that can mean; null: unknown
    published_precision varchar not null,     -- second, minute, hour, day, month or unknown
    fetch_id            varchar not null      -- the retrieval that showed it
);
create table same_story (              -- derived: one outlet, two addresses, one headline within a week
    item_id         varchar not null,    -- the later one
    earlier_item_id varchar not null,    -- the one we saw first
    seen_at         timestamptz not null -- when the later one appeared
);
create table feed_state (              -- derived: what polling knows of a feed; can be rebuilt from retrievals
    feed_id           varchar not null,  -- the feed
    url               varchar not null,  -- the address that is asked now: the registry's, or where it has moved for good
    etag              varchar,           -- of the last full answer, to the letter
    last_modified     varchar,           -- of the last full answer, to the letter
    body_sha256       varchar,           -- of the last full answer's body
    tried_at          timestamptz,       -- last try
    seen_at           timestamptz,       -- last try that showed us the feed
    full_at           timestamptz,       -- last answer with a body
    new_at            timestamptz,       -- last time there was a new item
    outcome           varchar,           -- of the last try
    error             varchar,           -- of the last try
    failures          integer not null,  -- failed tries in a row
    due_at            timestamptz,       -- when it is next due
    resting           boolean not null,  -- true: not to be asked before due_at, since the server or its failures say so
    period_s          double not null,   -- seconds between polls, as adapted
    window_s          double,            -- seconds that the feed's entries reach back, as estimated
    rate_h            double,            -- new items an hour, smoothed
    newest            varchar[] not null, -- ids of the newest items of the last body: how an overrun is noticed
    watched_since     timestamptz,       -- start of the present stretch without a gap
    moved_to          varchar,           -- where permanent redirects lead
    moved_since       timestamptz,       -- first sight of that
    moved_sightings   integer not null,  -- how often seen
    gone_at           timestamptz,       -- when the server said 410
    unconditional     boolean not null,  -- true: the server answers 304 although the content changed, so nothing conditional is sent
    stamps            varchar not null   -- JSON: counts from which the stamp class is learnt
);
create table feed_stamp (              -- derived: how far a feed's dates can be believed; a new row when that changes
    feed_id   varchar not null,          -- the feed
    class     varchar not null,          -- exact, minute, updated, stale or batch
    learnt_at timestamptz not null,      -- when the polls so far first said so
    items     integer not null,          -- dated items it rests on
    share     double not null,           -- share of them (or of polls, for batch) that show it
    reach_h   double not null,           -- hours by which a date can be late when no earlier poll bounds it
    slack_h   double not null            -- batch: hours that an item can wait for its batch, at most
);
alter table coverage_span add column feed_id varchar;           -- the feed that was polled
alter table coverage_span add column reason varchar;            -- why not watched: overrun or failing
