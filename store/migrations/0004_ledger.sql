-- What the pick-up ledger says beyond first dates: coverage, odd times, places, sources; what people say of origins; and
-- what was decided when, so that a ledger of last week can be compared with today's.

alter table pickup alter column item_id drop not null;            -- null: the outlet was watched and silent
alter table pickup alter column url drop not null;                -- null likewise
alter table pickup add column flags varchar[];                    -- what is odd about its times; see the view
alter table pickup add column seen_after timestamptz;             -- our clock: last good poll in which the item was not yet there
alter table pickup add column seen_at timestamptz;                -- our clock: when we first saw the item
alter table pickup add column adopted_item_id varchar;            -- the item of the first adoption
alter table pickup add column adopted_lag_min_h double;           -- hours from the origin to the first adoption, at least
alter table pickup add column adopted_lag_max_h double;           -- hours from the origin to the first adoption, at most
alter table pickup add column moved_to_earliest timestamptz;      -- the last other time that the outlet stated, at the earliest
alter table pickup add column moved_to_latest timestamptz;        -- the last other time that the outlet stated, at the latest
alter table pickup add column unknown_from timestamptz;           -- an earlier mention can have passed unseen from here
alter table pickup add column unknown_to timestamptz;             -- up to here
alter table pickup add column watched_until timestamptz;          -- up to when the outlet is known to have been watched; null: never
alter table pickup add column origins integer;                    -- how many outlets can have been the origin; 1: decided, 0: none known
alter table pickup add column place_min integer;                  -- first place it can have among the dated outlets
alter table pickup add column place_max integer;                  -- last place it can have
alter table pickup add column via struct(item_id varchar, outlet varchar, url varchar, score double, evidence varchar, decided boolean)[]; -- what it can have come from, strongest first
alter table pickup add column judged boolean;                     -- a person decided that its item carries the narrative

create table origin_judgement (        -- judged: what people say started a narrative; the newest counts
    narrative_id varchar not null,       -- the narrative
    item_id      varchar,                -- the item that did, or null
    outlet_id    varchar,                -- the outlet that did, or null; both null and no time: the rule decides again
    earliest     timestamptz,            -- when, at the earliest, where the person knows it; UTC
    latest       timestamptz,            -- when, at the latest; UTC
    judged_by    varchar not null,       -- who
    judged_at    timestamptz not null,   -- when they said so, UTC
    reason       varchar                 -- why
);
create table mention_log (             -- derived, appended to: each change of what the matcher decided, and when
    item_id         varchar not null,    -- the item
    narrative_id    varchar not null,    -- the narrative
    decision        varchar not null,    -- yes or no; no: not yes any more
    frame           varchar,             -- of a yes; null: undecided
    route           varchar,             -- of a yes
    route_cue       varchar,             -- of a yes
    definition_hash varchar,             -- of the definition that made it so; null when the narrative is gone
    decided_at      timestamptz not null -- our clock: the matching run that changed it
);
create table carrier (                 -- derived: what the ledger needs of items that some narrative may be in; saves reading all items
    item_id             varchar not null,  -- the item; all but the last two columns as in the table item
    outlet_id           varchar not null,  -- who published
    url                 varchar not null,  -- as published
    published_raw       varchar,           -- what the outlet said, to the letter
    published_earliest  timestamptz,       -- earliest instant that can mean; null: unknown
    published_latest    timestamptz,       -- latest instant that can mean; null: unknown
    published_precision varchar not null,  -- second, minute, hour, day, month or unknown
    published_basis     varchar not null,  -- feed, page, url, text, import or inferred
    first_seen_at       timestamptz not null, -- our clock
    absent_at           timestamptz,       -- the feed's last good poll before, in which it was not yet there
    feed_id             varchar,           -- the feed that showed it first; null for an import
    feeds               integer not null,  -- how many feeds are known to have shown wordings of it
    version_id          bigint not null    -- the last wording that was there when this was gathered
);
create table definition_log (          -- derived, appended to: which definition of a narrative was in force from when
    narrative_id    varchar not null,    -- the narrative
    definition_hash varchar not null,    -- of its definition
    since           timestamptz not null -- our clock: the first matching run with it
);
insert into definition_log
select n.narrative_id, n.definition_hash, i.seen_at
from narrative n, (select min(first_seen_at) as seen_at from item) i where i.seen_at is not null;
-- of older decisions nobody wrote down when they were made: as soon as the item was seen, at the earliest
insert into mention_log
select m.item_id, m.narrative_id, 'yes', m.frame, m.route, m.route_cue, m.definition_hash, i.first_seen_at
from mention m join item i using (item_id) where m.decision = 'yes';
