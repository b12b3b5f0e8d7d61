-- The public interface for analysts: every column has a comment, unit included, and the list only grows.
-- Replaced at every start of the writer, so that a changed table cannot leave a stale view behind.

-- what a snapshot alone holds (published.sql), in a database that was restored from one
drop table if exists carried;
drop table if exists shared;
drop table if exists item_place;
drop table if exists version_place;

create or replace view outlets as
select outlet_id, name, kind, country, city, zones, zone_basis, domains, language, home, owner, label_source from outlet;
comment on view outlets is 'Every outlet we know, with the source of its labels';
comment on column outlets.outlet_id is 'Stable slug';
comment on column outlets.name is 'Name as people know it';
comment on column outlets.kind is 'state_media, diplomatic, wire, national, regional, digital, fact_checker, us or other: a description, not a verdict';
comment on column outlets.country is 'ISO 3166 alpha-2 code, or unknown';
comment on column outlets.city is 'City or state, where known';
comment on column outlets.zones is 'IANA time zones that the outlet''s dates can mean; several when its own is not known';
comment on column outlets.zone_basis is 'registry: stated for this outlet; country: its country''s usual zone; unknown: every zone';
comment on column outlets.domains is 'Domains and mirrors, lower case';
comment on column outlets.language is 'ISO 639-1';
comment on column outlets.home is 'Home page';
comment on column outlets.owner is 'Owner, where a source names it';
comment on column outlets.label_source is 'What kind, country and owner rest on';

-- What an item's stated time can mean, given how far its feed's dates can be believed as far as was known by `as_of`
-- (null: as far as is known now). A date that says only when the feed was written, or when an item was last touched,
-- is widened back to the last poll in which the item was not yet there.
-- Reckoned in microseconds: calendar arithmetic on a million instants takes seconds, this a tenth of one.
create or replace macro whole_minute(instant) as
    make_timestamptz(epoch_us(instant) - (epoch_us(instant) % 60000000 + 60000000) % 60000000);
create or replace macro hours_before(instant, hours) as
    make_timestamptz(epoch_us(instant) - cast(round(hours * 3600000000) as bigint));
create or replace macro believed_earliest(class, earliest, absent_at, reach_h, slack_h) as
    case class
        when 'minute' then whole_minute(earliest)
        when 'updated' then least(earliest, coalesce(absent_at, hours_before(earliest, reach_h)))
        when 'batch' then least(earliest, coalesce(hours_before(absent_at, slack_h), hours_before(earliest, reach_h)))
        else earliest
    end;
create or replace macro believed_latest(class, latest, seen_at) as
    case class
        when 'minute' then make_timestamptz(epoch_us(whole_minute(latest)) + 59000000)
        when 'stale' then greatest(latest, seen_at)
        when 'batch' then greatest(latest, seen_at)
        else latest
    end;
create or replace macro feed_class(as_of) as table
select feed_id, arg_max(class, learnt_at) as class, arg_max(reach_h, learnt_at) as reach_h,
    arg_max(slack_h, learnt_at) as slack_h
from feed_stamp where as_of is null or learnt_at <= as_of group by feed_id;
create or replace macro item_clock(as_of) as table
select i.item_id, s.class as stamp_class,
    believed_earliest(s.class, i.published_earliest, i.absent_at, s.reach_h, s.slack_h) as earliest,
    believed_latest(s.class, i.published_latest, i.first_seen_at) as latest
from item i left join feed_class(as_of) s using (feed_id);

create or replace view feeds as
select f.feed_id, f.outlet_id, f.url, f.kind, f.status, f.source, f.note, f.since, s.stamp_class, s.stamp_items, s.stamp_share,
    p.seen_at, p.due_at, p.period_s / 60 as period_min, p.failures, p.outcome, p.error,
    case when p.moved_to is not null then p.moved_to end as moved_to, p.gone_at
from feed f left join feed_state p using (feed_id)
left join (
    select feed_id, arg_max(class, learnt_at) as stamp_class, arg_max(items, learnt_at) as stamp_items,
        arg_max(share, learnt_at) as stamp_share
    from feed_stamp group by feed_id
) s using (feed_id);
comment on view feeds is 'Addresses where outlets can be read, and how polling them goes';
comment on column feeds.feed_id is 'Stable id';
comment on column feeds.outlet_id is 'The outlet it belongs to';
comment on column feeds.url is 'Address';
comment on column feeds.kind is 'rss, atom, news_sitemap, sitemap_index, telegram_preview, ...';
comment on column feeds.status is 'confirmed, unconfirmed or dead';
comment on column feeds.source is 'Where the address was found';
comment on column feeds.note is 'What is known about it';
comment on column feeds.since is 'Nothing in it can be of an earlier day: a date before is not used; null: 1990-01-01';
comment on column feeds.stamp_class is 'How far its dates can be believed: exact, minute (seconds always 0), updated (dates move when items are touched), stale (new items with old dates), batch (all items of a poll share one instant); null: not learnt yet';
comment on column feeds.stamp_items is 'Dated items the class rests on';
comment on column feeds.stamp_share is 'Share of them (for batch: of polls) that show it, 0 to 1';
comment on column feeds.seen_at is 'Last poll that showed us the feed (UTC); null: never polled';
comment on column feeds.due_at is 'When it is next due (UTC)';
comment on column feeds.period_min is 'Minutes between polls, as adapted';
comment on column feeds.failures is 'Failed polls in a row';
comment on column feeds.outcome is 'Of the last poll';
comment on column feeds.error is 'Of the last poll';
comment on column feeds.moved_to is 'Where permanent redirects lead';
comment on column feeds.gone_at is 'When the server said that it is gone for good (UTC)';

create or replace view published_changes as
select item_id, seen_at, published_raw, published_earliest, published_latest, published_precision, feed_id, fetch_id
from published_change;
comment on view published_changes is 'Stated times that moved: the first stays the item''s, these came later';
comment on column published_changes.item_id is 'The item';
comment on column published_changes.seen_at is 'When we first saw the new time (UTC)';
comment on column published_changes.published_raw is 'The new time, to the letter';
comment on column published_changes.published_earliest is 'Outlet''s clock: earliest instant that can mean (UTC)';
comment on column published_changes.published_latest is 'Outlet''s clock: latest instant that can mean (UTC, included)';
comment on column published_changes.published_precision is 'second, minute, hour, day, month or unknown';
comment on column published_changes.feed_id is 'The feed that says so';
comment on column published_changes.fetch_id is 'The retrieval that showed it';

create or replace view same_stories as select item_id, earlier_item_id, seen_at from same_story;
comment on view same_stories is 'One outlet, two addresses, one headline within a week: most likely one story';
comment on column same_stories.item_id is 'The later item';
comment on column same_stories.earlier_item_id is 'The item we saw first';
comment on column same_stories.seen_at is 'When the later one appeared (UTC)';

create or replace view item_versions as
select item_id, version_id, seen_at, title, summary, text, content_hash, fetch_id, feed_id from item_version;
comment on view item_versions is 'Every wording of every item: a headline that changes is a new version';
comment on column item_versions.item_id is 'The item';
comment on column item_versions.version_id is 'Order of arrival';
comment on column item_versions.seen_at is 'When we first saw these words (UTC)';
comment on column item_versions.title is 'Title';
comment on column item_versions.summary is 'Summary, if any';
comment on column item_versions.text is 'Full text, if kept';
comment on column item_versions.content_hash is 'Hash of title, summary and text';
comment on column item_versions.fetch_id is 'The retrieval that showed it';
comment on column item_versions.feed_id is 'The feed that showed it; null for an import';

create or replace view items as
select i.item_id, i.outlet_id, i.url, v.title, v.summary, i.language, c.earliest as published_earliest,
    c.latest as published_latest, i.published_precision, i.published_basis, i.first_seen_at, i.published_raw,
    i.canonical_url, i.fetch_id, v.versions, i.feed_id, i.guid, i.author, i.absent_at, c.stamp_class,
    i.published_earliest as stated_earliest, i.published_latest as stated_latest,
    coalesce(i.source, case when i.feed_id is null then 'import' else 'feed' end) as came_by
from item i join (
    select item_id, arg_max(title, version_id) as title, arg_max(summary, version_id) as summary, count(*) as versions
    from item_version group by item_id
) v using (item_id) join item_clock(null) c using (item_id);
comment on view items is 'One row per publication of an outlet, with its newest wording';
comment on column items.item_id is '12 characters from outlet and address: the same after a rebuild';
comment on column items.outlet_id is 'Who published';
comment on column items.url is 'Address as published';
comment on column items.title is 'Newest title';
comment on column items.summary is 'Newest summary';
comment on column items.language is 'ISO 639-1, where known';
comment on column items.published_earliest is 'Outlet''s clock: earliest instant its stated time can mean, widened by its feed''s stamp class (UTC); null if unknown';
comment on column items.published_latest is 'Outlet''s clock: latest instant its stated time can mean, widened likewise (UTC, included)';
comment on column items.published_precision is 'second, minute, hour, day, month or unknown';
comment on column items.published_basis is 'Where the time was read: feed, page, url, text, import or inferred';
comment on column items.first_seen_at is 'Our clock: when we first saw it (UTC); for an import, when it was imported';
comment on column items.published_raw is 'The stated time, to the letter';
comment on column items.canonical_url is 'Address without tracking parameters';
comment on column items.fetch_id is 'The retrieval that showed it first';
comment on column items.versions is 'How many wordings we saw';
comment on column items.feed_id is 'The feed that showed it first; null for an import';
comment on column items.guid is 'The feed''s own id of it';
comment on column items.author is 'As the feed credits it';
comment on column items.absent_at is 'Our clock: the feed''s last good poll before first_seen_at, in which it was not yet there (UTC); null if there was none';
comment on column items.stamp_class is 'How far its feed''s dates can be believed; see feeds.stamp_class';
comment on column items.stated_earliest is 'Outlet''s clock: earliest instant the stated time means by itself (UTC)';
comment on column items.stated_latest is 'Outlet''s clock: latest instant the stated time means by itself (UTC, included)';
comment on column items.came_by is 'The kind of source that showed it first: feed; import or added (a file, or a person); else the back-fill that found it (sitemap, wayback, page, telegram, gdelt, gkg, mediacloud, ccnews). Only a feed carries coverage';

-- one item and its wordings, by id: in a snapshot without reading all (store/published.sql)
create or replace macro item_of(id) as table select * from items where item_id = id;
create or replace macro versions_of(id) as table select * from item_versions where item_id = id;

create or replace view time_readings as
select item_id, source, meaning, basis, raw, earliest, latest, "precision", seen_at, fetch_id from time_reading;
comment on view time_readings is 'What anybody says about when an item was out, beside its own stated time: the ledger uses the better clock, and both remain';
comment on column time_readings.item_id is 'The item';
comment on column time_readings.source is 'Kind of source: page, sitemap, wayback, telegram, gdelt, gkg, mediacloud or ccnews';
comment on column time_readings.meaning is 'stated: the outlet says so; guessed: an index says so; out_by: somebody had seen it by then, and nobody knows since when it was out';
comment on column time_readings.basis is 'Where it was read: feed, page, url, text, import or inferred';
comment on column time_readings.raw is 'To the letter';
comment on column time_readings.earliest is 'Earliest instant that can mean (UTC); null for out_by';
comment on column time_readings.latest is 'Latest instant that can mean (UTC, included)';
comment on column time_readings."precision" is 'second, minute, hour, day or month';
comment on column time_readings.seen_at is 'Our clock: when we read it (UTC)';
comment on column time_readings.fetch_id is 'The retrieval that showed it';

create or replace view item_links as select item_id, kind, target, words, seen_at, fetch_id from item_link;
comment on view item_links is 'Where items point: links of pages and posts, forwarded posts, addresses that pages call their own, archived copies';
comment on column item_links.item_id is 'The item';
comment on column item_links.kind is 'link; citation (to another outlet that we know); further (recommended for further reading, so no source); forward (the post is somebody else''s); canonical (the page''s own name for its address); archive (a copy elsewhere); edited (the post says so); recorded (by whom, for what a person wrote down); claim_review (the page marks itself as a review of a claim that stood there)';
comment on column item_links.target is 'Address, or what stands in its place';
comment on column item_links.words is 'The words that point there';
comment on column item_links.seen_at is 'Our clock: when we saw it (UTC)';
comment on column item_links.fetch_id is 'The retrieval that showed it';

create or replace view backfills as
select run, number, task, address, outlet_id, state, tries, not_before, outcome, error, items, new_items, outside, bad
from backfill_ask;
comment on view backfills is 'What back-fills have asked for and still have to, one row an ask';
comment on column backfills.run is 'Hash of the kind of source and of everything that was asked for: the same command goes on where it stopped';
comment on column backfills.number is 'Order in which asks came up';
comment on column backfills.task is 'How the answer is read';
comment on column backfills.address is 'What is asked for';
comment on column backfills.outlet_id is 'Whose items are expected, where known';
comment on column backfills.state is 'waiting, done or failed';
comment on column backfills.tries is 'Tries so far';
comment on column backfills.not_before is 'When it may be tried again (UTC)';
comment on column backfills.outcome is 'Of the last try, as in fetches';
comment on column backfills.error is 'Of the last try';
comment on column backfills.items is 'Items the answer showed';
comment on column backfills.new_items is 'Of these, seen for the first time';
comment on column backfills.outside is 'Entries left out: not of the period or the outlets asked for';
comment on column backfills.bad is 'Entries that could not be read';

create or replace view narratives as
select narrative_id, title_es, title_en, short_es, short_en, claim_es, claim_en, claim_ru, accused, neighbours,
    sources, since, until, note, definition_hash from narrative;
comment on view narratives is 'The tracked narratives, as their files in data/narratives define them';
comment on column narratives.narrative_id is 'File name without ending';
comment on column narratives.title_es is 'Title in Spanish';
comment on column narratives.title_en is 'Title in English';
comment on column narratives.short_es is 'Label for charts in Spanish, at most 28 characters';
comment on column narratives.short_en is 'Label for charts in English, at most 28 characters';
comment on column narratives.claim_es is 'The claim as one checkable sentence, Spanish';
comment on column narratives.claim_en is 'The claim as one checkable sentence, English';
comment on column narratives.claim_ru is 'The claim as one checkable sentence, Russian';
comment on column narratives.accused is 'Whom the claim accuses';
comment on column narratives.neighbours is 'Near-misses that do not count';
comment on column narratives.sources is 'Pages the definition rests on, and fact-checks';
comment on column narratives.since is 'Items that were certainly published before this do not count (UTC)';
comment on column narratives.until is 'Items that were certainly published after this do not count (UTC)';
comment on column narratives.note is 'What a reader should know';
comment on column narratives.definition_hash is 'Hash of the definition: derived rows carry it';

create or replace view judgements as
select item_id, narrative_id, decision, frame, route, judged_by, judged_at, reason from judgement;
comment on view judgements is 'Decisions of people; the newest outranks the matcher';
comment on column judgements.item_id is 'The item';
comment on column judgements.narrative_id is 'The narrative';
comment on column judgements.decision is 'yes, review or no';
comment on column judgements.frame is 'Frame, if decided';
comment on column judgements.route is 'Route, if decided';
comment on column judgements.judged_by is 'Who';
comment on column judgements.judged_at is 'When (UTC)';
comment on column judgements.reason is 'Why';

create or replace view mentions as
select item_id, i.url, i.outlet_id, narrative_id, coalesce(j.decision, m.decision) as decision, m.probability,
    coalesce(j.frame, m.frame) as frame, coalesce(j.route, m.route, 'unknown') as route,
    coalesce(m.method, 'judgement') as method, coalesce(m.passages, []) as passages,
    j.decision is not null as judged, m.neighbour, m.frame_cue, m.route_cue, m.similarity, m.definition_hash,
    nullif(regexp_extract(m.route_cue, '; also ([a-z_]+): ', 1), '') as also_route
from mention m
full join (
    select item_id, narrative_id, arg_max(decision, judged_at) as decision, arg_max(frame, judged_at) as frame,
        arg_max(route, judged_at) as route
    from judgement semi join narrative using (narrative_id) group by item_id, narrative_id
) j using (item_id, narrative_id)
join item i using (item_id);
comment on view mentions is 'Which item carries which narrative, with the evidence; judged rows show the person''s decision';
comment on column mentions.item_id is 'The item';
comment on column mentions.url is 'Its address';
comment on column mentions.outlet_id is 'Its outlet';
comment on column mentions.narrative_id is 'The narrative';
comment on column mentions.decision is 'yes, review or no (near-misses are kept; items without a row are no)';
comment on column mentions.probability is '0 to 1, the matcher''s; unchanged by a judgement; null: only a person found it';
comment on column mentions.frame is 'asserts, attributes, denies, reports_denial, fact_check, analysis or origin; null: undecided';
comment on column mentions.route is 'By which text it came: state_media, embassy, tass, efe, europapress, other_outlet, own or unknown';
comment on column mentions.method is 'Which voices decided; judgement: only a person found it';
comment on column mentions.passages is 'Spans [start, end) of the item''s fields that say so, and why';
comment on column mentions.judged is 'Whether a person decided';
comment on column mentions.neighbour is 'The near-miss that was considered';
comment on column mentions.frame_cue is 'The words behind the frame';
comment on column mentions.route_cue is 'The words behind the route';
comment on column mentions.also_route is 'A second text whose traces the item shows; null: none known';
comment on column mentions.similarity is 'Cosine of the item''s nearest part and the claim''s nearest wording, -1 to 1; compare only within one narrative';
comment on column mentions.definition_hash is 'Hash of the definition that made the row';

create or replace view pickups as
select narrative_id, outlet_id, outlet, country, item_id, url, first_earliest, first_latest, adopted_earliest,
    adopted_latest, lag_min_h, lag_max_h, frame, route, via_item_id, order_certain, censored, role,
    published_precision, published_basis, before_origin, items, flags, seen_after, seen_at, adopted_item_id,
    adopted_lag_min_h, adopted_lag_max_h, moved_to_earliest, moved_to_latest, unknown_from, unknown_to, watched_until,
    origins, place_min, place_max, via, judged, waking_lag_min_h, waking_lag_max_h
from pickup where role <> 'silent';
comment on view pickups is 'One row per narrative and outlet: its first mention and first adoption, as intervals';
comment on column pickups.narrative_id is 'The narrative';
comment on column pickups.outlet_id is 'The outlet';
comment on column pickups.outlet is 'Its name';
comment on column pickups.country is 'ISO 3166 alpha-2 code, or unknown';
comment on column pickups.item_id is 'The item of the first mention: the one that was certainly out soonest';
comment on column pickups.url is 'Its address';
comment on column pickups.first_earliest is 'Outlet''s clock: first mention that we know of, earliest it can have been (UTC); null if undated, or if only known to have been out by first_latest';
comment on column pickups.first_latest is 'Outlet''s clock: the same, latest it can have been (UTC, included); never after seen_at';
comment on column pickups.adopted_earliest is 'First mention that passes the claim on (origin, asserts, attributes), earliest (UTC)';
comment on column pickups.adopted_latest is 'First mention that passes the claim on, latest (UTC, included)';
comment on column pickups.lag_min_h is 'Hours after the origin, at least; where an earlier mention can have passed unseen (censored left or interval) it counts from there';
comment on column pickups.lag_max_h is 'Hours after the origin, at most';
comment on column pickups.frame is 'Frame of the first mention; null: undecided';
comment on column pickups.route is 'Route of the first mention';
comment on column pickups.via_item_id is 'The earlier item it most likely came from; only with evidence, and null while it can be one or another: see via';
comment on column pickups.order_certain is 'True if its place among the dated outlets is decided: no other''s first mention can have been at the same time, unseen ones included';
comment on column pickups.censored is 'none: watched from the origin to the first mention; left: not watched when the story began, so not the first for sure; interval: watched then, but not from unknown_from to unknown_to; unknown: imported or undated, no coverage; right (view lags only): watched and silent';
comment on column pickups.role is 'origin: belongs to those who may have started it; pick-up: everybody else';
comment on column pickups.published_precision is 'How exactly the first mention''s time is known';
comment on column pickups.published_basis is 'Where that time was read';
comment on column pickups.before_origin is 'True if it was certainly out before the earliest origin we hold: look at it';
comment on column pickups.items is 'Items of this outlet that carry the narrative';
comment on column pickups.flags is 'What is odd. Of any item of the outlet: undated (it can have been earlier), future (stated after we saw it: bounded by that), implausible (stated before the feed''s since, or 1990: unused), duplicate (one headline under two addresses), two_feeds. Of the shown time: month, moved (the first statement counts), dated_later, zone_unknown, imported or looked_back (no coverage), better_clock (the outlet states the time more exactly elsewhere, and that is used), bounded (somebody else had seen it by then), backfilled (older than our watching). Of the narrative: no_origin, judged_origin';
comment on column pickups.seen_after is 'Our clock: the feed''s last good poll in which the item was not yet there (UTC)';
comment on column pickups.seen_at is 'Our clock: when we first saw the item (UTC); for an import, when it was imported';
comment on column pickups.adopted_item_id is 'The item of the first adoption';
comment on column pickups.adopted_lag_min_h is 'Hours from the origin to the first adoption we know of, at least';
comment on column pickups.adopted_lag_max_h is 'Hours from the origin to the first adoption we know of, at most';
comment on column pickups.moved_to_earliest is 'The last other time the outlet stated for the item, earliest it can mean (UTC)';
comment on column pickups.moved_to_latest is 'The last other time the outlet stated for the item, latest it can mean (UTC, included)';
comment on column pickups.unknown_from is 'From here an earlier mention can have passed unseen (UTC); null with censored left: from ever';
comment on column pickups.unknown_to is 'To here (UTC)';
comment on column pickups.watched_until is 'Up to when the outlet is known to have been watched (UTC); null: never';
comment on column pickups.origins is 'How many outlets can have been the origin: 1 decided, more: one of them, 0: none known';
comment on column pickups.place_min is 'First place it can have among the dated outlets of the narrative, 1 the earliest';
comment on column pickups.place_max is 'Last place it can have among them';
comment on column pickups.via is 'Items it can have come from, strongest evidence first: item_id, outlet, url, score (0 to 1, strength of the evidence and no probability), evidence in words, decided (false: order of the two unknown)';
comment on column pickups.judged is 'A person decided that its item carries the narrative';
comment on column pickups.waking_lag_min_h is 'Like lag_min_h, of hours between 06:00 and midnight at the outlet; null: no lag, no zone, or an end that is open';
comment on column pickups.waking_lag_max_h is 'Like lag_max_h, of hours between 06:00 and midnight at the outlet';

create or replace view first_mentions as
select narrative_id, outlet_id, outlet, country, role, item_id, url, first_earliest, first_latest, seen_after, seen_at,
    published_precision, published_basis, frame, flags, censored, unknown_from, unknown_to, place_min, place_max
from pickup where role <> 'silent';
comment on view first_mentions is 'When each outlet first mentioned each narrative, on both clocks, and what is not known about it';
comment on column first_mentions.narrative_id is 'The narrative';
comment on column first_mentions.outlet_id is 'The outlet';
comment on column first_mentions.outlet is 'Its name';
comment on column first_mentions.country is 'ISO 3166 alpha-2 code, or unknown';
comment on column first_mentions.role is 'origin or pick-up';
comment on column first_mentions.item_id is 'The item';
comment on column first_mentions.url is 'Its address';
comment on column first_mentions.first_earliest is 'Outlet''s clock: earliest it can have been (UTC); null: not known';
comment on column first_mentions.first_latest is 'Outlet''s clock: latest it can have been (UTC, included)';
comment on column first_mentions.seen_after is 'Our clock: last good poll in which the item was not yet there (UTC)';
comment on column first_mentions.seen_at is 'Our clock: when we first saw the item (UTC)';
comment on column first_mentions.published_precision is 'How exactly the stated time is known';
comment on column first_mentions.published_basis is 'Where it was read';
comment on column first_mentions.frame is 'Frame; null: undecided';
comment on column first_mentions.flags is 'What is odd: see pickups.flags';
comment on column first_mentions.censored is 'Whether an earlier one can have passed unseen: see pickups.censored';
comment on column first_mentions.unknown_from is 'From here (UTC)';
comment on column first_mentions.unknown_to is 'To here (UTC)';
comment on column first_mentions.place_min is 'First place it can have among the dated outlets, 1 the earliest';
comment on column first_mentions.place_max is 'Last place it can have';

create or replace view lags as
select narrative_id, outlet_id, outlet, country, role, lag_min_h, lag_max_h, adopted_lag_min_h, adopted_lag_max_h,
    censored, unknown_from, unknown_to, watched_until, watched_until is not null as watched, before_origin, frame,
    waking_lag_min_h, waking_lag_max_h
from pickup;
comment on view lags is 'Hours from the origin to each outlet''s first mention; with a row for every watched outlet that stayed silent, so that shares have a denominator';
comment on column lags.narrative_id is 'The narrative';
comment on column lags.outlet_id is 'The outlet';
comment on column lags.outlet is 'Its name';
comment on column lags.country is 'ISO 3166 alpha-2 code, or unknown';
comment on column lags.role is 'origin, pick-up, or silent: watched and did not carry it';
comment on column lags.lag_min_h is 'Hours at least, an unseen earlier mention included; null: no origin or no date; silent: hours it certainly had not carried it yet, null: not even that is known';
comment on column lags.lag_max_h is 'Hours at most; null: no origin or no date; silent: no upper end';
comment on column lags.adopted_lag_min_h is 'Hours to the first adoption we know of, at least';
comment on column lags.adopted_lag_max_h is 'Hours to the first adoption we know of, at most';
comment on column lags.censored is 'See pickups.censored; right: watched throughout and silent';
comment on column lags.unknown_from is 'From here a mention can have passed unseen (UTC)';
comment on column lags.unknown_to is 'To here (UTC)';
comment on column lags.watched_until is 'Up to when the outlet is known to have been watched (UTC)';
comment on column lags.watched is 'Whether the outlet was ever watched: only these count in shares';
comment on column lags.before_origin is 'Certainly out before the earliest origin we hold';
comment on column lags.frame is 'Frame of the first mention; null: undecided or silent';
comment on column lags.waking_lag_min_h is 'Hours between 06:00 and midnight at the outlet, at least; null: no lag, no zone, or an end that is open';
comment on column lags.waking_lag_max_h is 'Hours between 06:00 and midnight at the outlet, at most';

create or replace view lag_quantiles as
select narrative_id, country, base, event, clock, share, low_h, high_h, band_low_h, band_high_h, method, known, silent,
    unknown, before_origin, resolution_h
from lag_quantile;
comment on view lag_quantiles is 'By when a share of a group of outlets had picked a narrative up: an interval, and its 95 % confidence band';
comment on column lag_quantiles.narrative_id is 'The narrative';
comment on column lag_quantiles.country is 'Only outlets of this country; null: all. The origin''s own outlets are never counted';
comment on column lag_quantiles.base is 'watched: of the outlets that we watched when the story began, silent ones too; carriers: only of those known to have done it, which says how fast they were and nothing about how many did';
comment on column lag_quantiles.event is 'mention: any first mention; adoption: the first item that passes the claim on';
comment on column lag_quantiles.clock is 'clock: all hours; waking: those between 06:00 and midnight at the outlet';
comment on column lag_quantiles.share is 'Share of the outlets: 0.25, 0.5 (the median), 0.75';
comment on column lag_quantiles.low_h is 'Hours after the origin by which that share had, at least; null: nobody to count';
comment on column lag_quantiles.high_h is 'The same, at most; null: not reached while we watched';
comment on column lag_quantiles.band_low_h is 'Lower end of the confidence band, hours';
comment on column lag_quantiles.band_high_h is 'Upper end of the confidence band, hours; null: open';
comment on column lag_quantiles.method is 'kaplan-meier if every lag is exact, else turnbull; none: nobody to count';
comment on column lag_quantiles.known is 'Outlets that picked it up at a known lag or within a known span';
comment on column lag_quantiles.silent is 'Outlets that had not while we watched';
comment on column lag_quantiles.unknown is 'Outlets left out: not watched when the story began, or no date';
comment on column lag_quantiles.before_origin is 'Outlets left out: certainly before the origin that we hold';
comment on column lag_quantiles.resolution_h is 'The shortest lag that the polls of the coarsest of these outlets show in the right order, hours: a shorter one is only counted as within; null: no lag here rests on a poll';

create or replace view pickup_curves as
select narrative_id, country, base, event, clock, from_h, to_h, share, band_least, band_most from lag_step;
comment on view pickup_curves is 'The share of outlets that had picked a narrative up, hour by hour: the steps of the most likely curve';
comment on column pickup_curves.narrative_id is 'The narrative';
comment on column pickup_curves.country is 'Only outlets of this country; null: all';
comment on column pickup_curves.base is 'watched or carriers: whom the share is of; see lag_quantiles.base';
comment on column pickup_curves.event is 'mention or adoption';
comment on column pickup_curves.clock is 'clock or waking';
comment on column pickup_curves.from_h is 'Hours after the origin: between here ...';
comment on column pickup_curves.to_h is '... and here the curve rises to share, nobody can say where between; null: later than we watched, or never';
comment on column pickup_curves.share is 'Share of the outlets by to_h, 0 to 1';
comment on column pickup_curves.band_least is '95 % confidence band of the share by to_h, lower end; null: to_h is open';
comment on column pickup_curves.band_most is '95 % confidence band of the share by to_h, upper end';

create or replace view leads as
select leader, follower, shared, leader_first, leader_last, baseline, baseline_first, baseline_last, p, q, tested
from outlet_lead;
comment on view leads is 'Pairs of outlets of which one is first in what they share more often than its habits explain; only pairs that survive the test. No proof that one copied the other';
comment on column leads.leader is 'Outlet id of the one that is first';
comment on column leads.follower is 'Outlet id of the other';
comment on column leads.shared is 'Narratives in which the two share wording that no third outlet has';
comment on column leads.leader_first is 'Of these, how often the leader was certainly first';
comment on column leads.leader_last is 'And certainly last; the rest is undecided';
comment on column leads.baseline is 'Narratives that both carried without sharing wording';
comment on column leads.baseline_first is 'Of these, how often the leader was certainly first';
comment on column leads.baseline_last is 'And certainly last';
comment on column leads.p is 'Probability of so many firsts if sharing has nothing to do with order: exact permutation within the hour of the day, both directions tried';
comment on column leads.q is 'The same corrected for the many pairs (Benjamini & Hochberg): shown up to 0.05';
comment on column leads.tested is 'Pairs that were tested';

create or replace view origin_judgements as
select narrative_id, item_id, outlet_id, earliest, latest, judged_by, judged_at, reason from origin_judgement;
comment on view origin_judgements is 'What people say started a narrative; the newest outranks the rule of the narrative file';
comment on column origin_judgements.narrative_id is 'The narrative';
comment on column origin_judgements.item_id is 'The item that started it, if said';
comment on column origin_judgements.outlet_id is 'The outlet that started it, if said; with neither item, outlet nor time the rule decides again';
comment on column origin_judgements.earliest is 'When, at the earliest (UTC), if said';
comment on column origin_judgements.latest is 'When, at the latest (UTC, included), if said';
comment on column origin_judgements.judged_by is 'Who';
comment on column origin_judgements.judged_at is 'When they said so (UTC)';
comment on column origin_judgements.reason is 'Why';

create or replace view reuse as
select earlier_item_id, later_item_id, shared_words, containment, passages, relation, containment_earlier,
    containment_5, outside_quotes, rare_grams, exclusive_grams, common_source, credited,
    order_certain and resolved as order_certain, directed and resolved as directed, rule
from (
    -- a feed's dates may have been found to be coarser since the pair was judged: what they cannot show any more goes
    select r.*, coalesce(b.earliest - a.latest >= interval 15 minutes, false) as resolved
    from reuse_pair r left join item_clock(null) a on a.item_id = r.earlier_item_id
    left join item_clock(null) b on b.item_id = r.later_item_id
);
comment on view reuse is 'Pairs of items that share wording; each row is one pair, never a group';
comment on column reuse.earlier_item_id is 'The item that was out first, as far as the clocks can tell';
comment on column reuse.later_item_id is 'The other one';
comment on column reuse.shared_words is 'Words of the later item in blocks of 8 or more that the earlier one has too';
comment on column reuse.containment is 'The same as a share of the later item, 0 to 1';
comment on column reuse.passages is 'Where, in the later item; empty for imported fingerprints';
comment on column reuse.relation is 'same_wire, copies, rewrites or shared_quote';
comment on column reuse.containment_earlier is 'Share of the earlier item in such blocks, 0 to 1';
comment on column reuse.containment_5 is 'Share of the shorter item''s 5-word grams that the other has too, 0 to 1';
comment on column reuse.outside_quotes is 'The larger share when quoted words are left out; null: quotes not known';
comment on column reuse.rare_grams is 'Shared 3-word grams that almost nobody else has; null: too little to compare with';
comment on column reuse.exclusive_grams is 'Shared 8-word grams that no third outlet has';
comment on column reuse.common_source is 'The route of the text that both are known to rest on, if any';
comment on column reuse.credited is 'The later item names or links the earlier outlet as its source';
comment on column reuse.order_certain is 'The clocks can tell which was first';
comment on column reuse.directed is 'Enough to say that the later one republished the earlier one''s text; else a common source is likely';
comment on column reuse.rule is 'Version of the rules that made the row';

create or replace view coverage as
select outlet_id, started_at, ended_at, watched, feed_id, reason from coverage_span;
comment on view coverage is 'When each feed was watched, and when something may have passed unseen; imported items carry no coverage';
comment on column coverage.outlet_id is 'The outlet';
comment on column coverage.started_at is 'From (UTC)';
comment on column coverage.ended_at is 'To (UTC); what came after the last poll is not known yet';
comment on column coverage.watched is 'False: items of this time may have come and gone between two polls';
comment on column coverage.feed_id is 'The feed';
comment on column coverage.reason is 'Why not watched: overrun (its window turned over faster than we polled) or failing (the polls between failed)';

create or replace view fetches as
select fetch_id, feed_id, source, address, started_at, finished_at, outcome, body_sha256, body_bytes, error, status,
    final_url, headers, received_bytes, entries, bad_entries, new_items, changed_items, overrun, previous_seen_at
from retrieval;
comment on view fetches is 'Every try to retrieve something, failed or not';
comment on column fetches.fetch_id is 'Stable id';
comment on column fetches.feed_id is 'The feed, null for an import';
comment on column fetches.source is 'feed, robots, import, added, or the kind of a back-fill (see items.came_by)';
comment on column fetches.address is 'URL or file name';
comment on column fetches.started_at is 'UTC';
comment on column fetches.finished_at is 'UTC';
comment on column fetches.outcome is 'ok, unchanged (same body again), not_modified (304), or what went wrong';
comment on column fetches.body_sha256 is 'Hash of the body in the archive';
comment on column fetches.body_bytes is 'Size in bytes, decoded';
comment on column fetches.error is 'What was said when it failed';
comment on column fetches.status is 'HTTP status of the last answer';
comment on column fetches.final_url is 'Where redirects led, if anywhere';
comment on column fetches.headers is 'Headers of the last answer, to the letter: a JSON list of [name, value]';
comment on column fetches.received_bytes is 'Bytes of the body as it came, before decoding';
comment on column fetches.entries is 'Entries in the body, bad ones included';
comment on column fetches.bad_entries is 'Entries that could not be read';
comment on column fetches.new_items is 'Items seen for the first time';
comment on column fetches.changed_items is 'Known items with new words or another date';
comment on column fetches.overrun is 'True: what the last poll showed is gone, so something may have passed unseen since';
comment on column fetches.previous_seen_at is 'The last poll before this one that showed us the feed (UTC)';

create or replace view daily as
select m.narrative_id, i.outlet_id, o.country,
    cast(case when i.published_precision = 'day'
        then timezone('UTC', i.published_earliest + (i.published_latest - i.published_earliest) / 2)
        else timezone('America/Mexico_City', i.published_earliest) end as date) as day,
    m.frame, count(*) as items
from mentions m join item i using (item_id) join outlet o on o.outlet_id = i.outlet_id
where m.decision = 'yes' and i.published_precision in ('second', 'minute', 'hour', 'day')
group by all;
comment on view daily is 'Items a day that carry a narrative, of those dated to the day or better';
comment on column daily.narrative_id is 'The narrative';
comment on column daily.outlet_id is 'The outlet';
comment on column daily.country is 'The outlet''s country';
comment on column daily.day is 'The calendar day the outlet states; for items with an hour, the day in Mexico City';
comment on column daily.frame is 'Frame; null: undecided';
comment on column daily.items is 'Number of items';
