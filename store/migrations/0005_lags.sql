-- Lag statistics: waking hours beside the clock, pick-up curves with their bands, and outlets that lead others. And
-- before which day nothing of a feed can be.

alter table pickup add column waking_lag_min_h double;  -- the lag in hours between 06:00 and midnight at the outlet, at least
alter table pickup add column waking_lag_max_h double;  -- the same, at most

alter table feed add column since date;                 -- nothing in it can be of an earlier day; null: not known

create table lag_quantile (            -- derived: by when a share of a group of outlets had picked up
    narrative_id  varchar not null,    -- the narrative
    country       varchar,             -- of the outlets; null: all
    base          varchar not null,    -- watched or carriers: whom the shares are of
    event         varchar not null,    -- mention or adoption
    clock         varchar not null,    -- clock or waking
    share         double not null,     -- 0.25, 0.5 (the median) or 0.75
    low_h         double,              -- hours after the origin, the estimate at least; null: nobody to count
    high_h        double,              -- at most; null: not reached
    band_low_h    double,              -- 95 % confidence band, lower end
    band_high_h   double,              -- upper end; null: open
    method        varchar not null,    -- kaplan-meier, turnbull or none
    known         integer not null,    -- outlets of which we know when, at least as an interval
    silent        integer not null,    -- outlets that had not while we watched
    unknown       integer not null,    -- outlets left out: nothing is known of their lag
    before_origin integer not null,    -- outlets left out: certainly before the origin
    resolution_h  double               -- no lag of an outlet is counted as shorter than the largest of these
);
create table lag_step (                -- derived: the steps of the same curves
    narrative_id  varchar not null,    -- the narrative
    country       varchar,             -- of the outlets; null: all
    base          varchar not null,    -- watched or carriers
    event         varchar not null,    -- mention or adoption
    clock         varchar not null,    -- clock or waking
    from_h        double not null,     -- between here
    to_h          double,              -- and here the curve rises, nobody can say where; null: later than we watched, or never
    share         double not null,     -- of the outlets, by to_h
    band_least    double,              -- 95 % confidence band of the share at to_h, lower end
    band_most     double               -- upper end
);
create table outlet_lead (             -- derived: outlets that are first with what they share, beyond habit
    leader         varchar not null,   -- outlet id
    follower       varchar not null,   -- outlet id
    shared         integer not null,   -- stories in which the two share wording that nobody else has
    leader_first   integer not null,   -- of these the leader was certainly first in
    leader_last    integer not null,   -- and certainly last in
    baseline       integer not null,   -- stories that both carried without
    baseline_first integer not null,   -- of these the leader was certainly first in
    baseline_last  integer not null,   -- and certainly last in
    p              double not null,    -- exact permutation test, both directions tried
    q              double not null,    -- smallest share of false pairs at which this one would be shown
    tested         integer not null    -- pairs that were tested
);
