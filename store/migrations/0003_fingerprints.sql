-- Text reuse: the fingerprints of each item's words, imported evidence for items whose words we may not hold,
-- and the pairs that share wording. Derived, all but `tracer_hit` and `paraphrase`; no keys and no indexes.

create table if not exists fingerprint (
    day    date not null,                -- of fingerprinted.out_earliest; rows come in its order, so that it prunes
    k      utinyint not null,            -- words in the gram: 3 or 5
    number integer not null,             -- fingerprinted.number
    hash   ubigint not null              -- xxh64, seed 42, of the folded words joined by one blank; once an item
);
create table if not exists fingerprinted (
    number       integer not null,       -- of this reading: a short name for the item beside each of its grams
    item_id      varchar not null,       -- the item
    outlet_id    varchar not null,       -- its outlet
    language     varchar,                -- ISO 639-1; texts in two languages are never compared
    version_id   bigint not null,        -- the wording that was read; 0 for imported fingerprints
    words        integer not null,       -- how many words that wording has
    basis        varchar not null,       -- text: from our own copy; import: from a file; none: not the outlet's own words
    out_earliest timestamptz not null,   -- published, at the earliest (UTC); undated: first seen, or 1970 for an import
    out_latest   timestamptz not null,   -- published, at the latest (UTC); undated: first seen
    compared     boolean not null,       -- whether it has been looked up against everything before it
    left_out     integer not null        -- items that share grams with it and were not compared: there were too many
);
create table if not exists imported_gram (
    item_id    varchar not null,         -- an item whose words we do not hold
    k          utinyint not null,        -- words in the gram: 3, 5 or 8
    "position" integer not null,         -- of the gram's first word, counted from 0
    hash       ubigint not null          -- as in fingerprint
);
create table if not exists tracer_hit (
    item_id     varchar not null,        -- the item
    phrase      varchar not null,        -- a folded phrase that stands in its original wording
    source_file varchar not null         -- name of the imported file
);
create table if not exists paraphrase (
    item_id varchar not null             -- its title and summary are the importer's own words, never to be compared
);

drop table reuse_pair;
create table reuse_pair (
    earlier_item_id varchar not null,    -- out first, as far as the clocks can tell
    later_item_id   varchar not null,    -- the other one
    relation        varchar not null,    -- same_wire, copies, rewrites or shared_quote
    shared_words    integer not null,    -- words of the later text in blocks of 8 or more that the earlier has too
    containment     double not null,     -- the same as a share of the later text, 0 to 1
    containment_earlier double not null, -- share of the earlier text in such blocks, 0 to 1
    containment_5   double not null,     -- distinct 5-word grams of the shorter text that the other has too, 0 to 1
    outside_quotes  double,              -- the larger share when quoted words are left out; null: quotes not known
    rare_grams      integer,             -- shared 3-word grams that almost nobody else has; null: too little to compare with
    exclusive_grams integer not null,    -- shared 8-word grams that no third outlet has
    common_source   varchar,             -- the route of the text that both are known to rest on, if any
    credited        boolean not null,    -- the later one names or links the earlier outlet as its source
    order_certain   boolean not null,    -- the clocks can tell which was first
    directed        boolean not null,    -- enough to say that the later one republished the earlier one's text
    rule            varchar not null,    -- version of the rules that made the row
    passages        struct(field varchar, start integer, "end" integer, text varchar, why varchar)[] not null -- where, in the later text
);
