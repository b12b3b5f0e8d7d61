-- What looking back needs: where an item came from when no feed showed it, other clocks beside its own, its links, and
-- what a back-fill has asked for so far.

alter table item add column source varchar;                     -- the kind of source that showed it first, where that is neither a feed nor a file
alter table carrier add column source varchar;                  -- as in the table item
delete from carrier;                                            -- gathered anew

create table time_reading (            -- observed: what somebody says about when an item was out; never replaces the item's own time
    item_id   varchar not null,          -- whose time
    source    varchar not null,          -- kind of source: page, sitemap, wayback, telegram, gdelt, gkg, mediacloud, ccnews
    meaning   varchar not null,          -- stated: the outlet says so; guessed: an index says so; out_by: somebody had seen it by then
    basis     varchar not null,          -- where it was read: feed, page, url, text, import or inferred
    raw       varchar,                   -- to the letter
    earliest  timestamptz,               -- earliest instant that can mean; null for out_by: nobody knows since when
    latest    timestamptz not null,      -- latest instant that can mean, included
    "precision" varchar not null,        -- second, minute, hour, day or month
    seen_at   timestamptz not null,      -- our clock: when we read it
    fetch_id  varchar not null           -- the retrieval that showed it
);
create table item_link (               -- observed: where an item points
    item_id  varchar not null,           -- the item
    kind     varchar not null,           -- link, citation, forward, canonical, archive, edited or recorded
    target   varchar not null,           -- address, or what stands in its place
    words    varchar,                    -- the words that point there
    seen_at  timestamptz not null,       -- our clock
    fetch_id varchar not null            -- the retrieval that showed it
);
create table backfill_ask (            -- what a back-fill has asked for and what it still has to; can be dropped when nothing runs
    run        varchar not null,         -- hash of the kind of source and of everything that was asked for
    number     integer not null,         -- order in which asks came up
    key        varchar not null,         -- what makes it this one: the same is asked once a run
    task       varchar not null,         -- how its answer is read
    address    varchar not null,         -- what is asked for
    outlet_id  varchar,                  -- whose items are expected, where that is known
    facts      varchar not null,         -- JSON: what its reader needs besides the answer
    state      varchar not null,         -- waiting, done or failed
    tries      integer not null,         -- so far
    not_before timestamptz,              -- when it may be tried again
    outcome    varchar,                  -- of the last try
    error      varchar,                  -- of the last try
    items      integer,                  -- items its answer showed
    new_items  integer,                  -- of these, seen for the first time
    outside    integer,                  -- of these, left out: not of the period asked for
    bad        integer                   -- entries that could not be read
);
