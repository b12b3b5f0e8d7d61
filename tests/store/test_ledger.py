"""The ledger out of a real store: what was observed, decided and judged, and when."""

import json
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from narratives.catalog import load_narratives
from narratives.changes import Change, Why, changes
from narratives.ledger_told import explain, find_row
from narratives.ledgers import Ledger, ledger_of, ledger_then, pickups_of, watching
from store.database import Database
from store.derived import replace_mentions, replace_narratives
from store.errors import ConfigError
from store.items import add_items
from store.judged import Judgements, read_judgements, replace_judgements
from store.ledger import log_decisions, replace_pickups
from store.model import (
    Basis,
    Censoring,
    Decision,
    Feed,
    Fetch,
    Frame,
    Item,
    Judgement,
    Kind,
    Mention,
    OriginJudgement,
    Outcome,
    Outlet,
    Pickup,
    Precision,
    PublishedTime,
    Route,
    Stamp,
    TimeFlag,
)
from store.observed import add_fetches, add_outlets, item_texts, replace_registry
from store.polled import add_stamps, extend_coverage
from tests.builders import ROOT
from tests.narratives.ledger_builders import START, at, gap, row, span, watched

NARRATIVE = next(one for one in load_narratives(ROOT / "data" / "narratives") if one.narrative_id == "cartel-recruits")


def outlet(name: str) -> Outlet:
    state = name == "tass"
    return Outlet(outlet_id=name, name=name.title(), kind=Kind.STATE_MEDIA if state else Kind.REGIONAL,
                  country="RU" if state else "MX", zones=("America/Mexico_City",), zone_basis="registry",
                  label_source="invented for a test")  # fmt: skip


def story(  # noqa: PLR0913 - all but two are named
    name: str,
    hour: float | None,
    *,
    seen_h: float,
    number: int = 0,
    title: str | None = None,
    feed: str | None = "feed",
) -> Item:
    url = f"https://{name}.example/{number}"
    when = span(hour, hour) if hour is not None else None
    stated = PublishedTime(raw="as stated", interval=when, precision=Precision.SECOND, basis=Basis.FEED)
    return Item(item_id=f"{name}{number:04d}", outlet_id=name, url=url, canonical_url=url, summary=None, text=None,
                title=title or f"{name} tells the invented story number {number}", language="es",
                published=stated if when else replace(stated, precision=Precision.UNKNOWN), first_seen_at=at(seen_h),
                fetch_id="test", feed_id=feed and f"{name}-{feed}", absent_at=at(seen_h - 1))  # fmt: skip


def tell(database: Database, *items: Item) -> None:
    add_outlets(database, [outlet(name) for name in dict.fromkeys(item.outlet_id for item in items)])
    add_items(database, items)


def decide(
    database: Database, items: Sequence[str], *, at_h: float, decision: Decision = Decision.YES, digest: str = "d1"
) -> None:
    replace_narratives(database, [replace(NARRATIVE, definition_hash=digest)])
    found = [
        Mention(item_id=key, narrative_id=NARRATIVE.narrative_id, decision=decision, probability=0.9, method="test",
                frame=Frame.ATTRIBUTES, frame_cue=None, route=Route.UNKNOWN, route_cue=None, passages=(),
                neighbour=None, similarity=0.7, definition_hash=digest) for key in items
    ]  # fmt: skip
    replace_mentions(database, found, item_ids=items, matched={NARRATIVE.narrative_id: (digest, 1)})
    log_decisions(database, now=at(at_h))


def told(database: Database, as_of: datetime | None = None) -> list[Pickup]:
    return pickups_of(database, NARRATIVE, as_of=as_of)


def since(database: Database, hour: float) -> list[Change]:
    watch = watching(database)
    before = watching(database, as_of=at(hour))
    then, now = ledger_then(database, NARRATIVE, before, then=at(hour)), ledger_of(database, NARRATIVE, watch)
    return changes(then, now, since=at(hour))


@pytest.fixture
def told_twice(database: Database) -> Database:
    """Give a story that TASS and El Faro told, decided at hour 20."""
    tell(database, story("tass", 0, seen_h=1), story("faro", 9, seen_h=10))
    decide(database, ["tass0000", "faro0000"], at_h=20)
    return database


def test_lag_comes_out_of_the_store_as_it_went_in(told_twice: Database) -> None:
    faro = row(told(told_twice), "faro")
    assert (faro.first, faro.lag_min_h, faro.lag_max_h, faro.role) == (span(9, 9), 9, 9, "pick-up")
    assert (faro.seen_after, faro.seen_at) == (at(9), at(10))


def test_date_before_its_feed_began_is_not_used(told_twice: Database) -> None:
    began = at(72).date()
    feed = Feed(feed_id="faro-feed", outlet_id="faro", url="https://faro.example/rss", kind="rss", status="unconfirmed",
                source="invented for a test", since=began)  # fmt: skip
    replace_registry(told_twice, [outlet("tass"), outlet("faro")], [feed])
    faro = row(told(told_twice), "faro")
    assert faro.first is None
    assert TimeFlag.IMPLAUSIBLE in faro.flags
    replace_registry(told_twice, [outlet("tass"), outlet("faro")], [replace(feed, since=at(9).date())])
    assert row(told(told_twice), "faro").first == span(9, 9)


def test_as_of_knows_only_what_was_seen_then(told_twice: Database) -> None:
    assert [one.outlet_id for one in told(told_twice, at(5))] == ["tass"]
    assert told(told_twice, at(0.5)) == []


def test_moved_date_keeps_its_first_value_and_shows_the_change_from_when_we_saw_it(told_twice: Database) -> None:
    tell(told_twice, story("faro", 29, seen_h=30))
    faro = row(told(told_twice), "faro")
    assert (faro.first, faro.moved_to) == (span(9, 9), span(29, 29))
    assert TimeFlag.MOVED in faro.flags
    assert row(told(told_twice, at(29)), "faro").moved_to is None
    assert [(one.outlet_id, one.why) for one in since(told_twice, 25)] == [("faro", (Why.NEW_DATE,))]


def test_item_in_two_feeds_counts_once_and_is_flagged(told_twice: Database) -> None:
    tell(
        told_twice, story("faro", 9, seen_h=12, feed="other", title="The other feed words it otherwise, at some length")
    )
    log_decisions(told_twice, now=at(21))
    faro = row(told(told_twice), "faro")
    assert faro.items == 1
    assert TimeFlag.TWO_FEEDS in faro.flags


def test_one_headline_under_two_addresses_is_flagged_and_changes_no_first(told_twice: Database) -> None:
    headline = "tass tells the invented story number 0"
    tell(told_twice, story("tass", 5, seen_h=6, number=1, title=headline))
    decide(told_twice, ["tass0001"], at_h=21)
    tass = row(told(told_twice), "tass")
    assert (tass.first, tass.items) == (span(0, 0), 2)
    assert TimeFlag.DUPLICATE in tass.flags


def test_import_is_flagged_and_carries_no_coverage(told_twice: Database) -> None:
    extend_coverage(told_twice, watched("norte", (-9, 50)))
    tell(told_twice, story("norte", 12, seen_h=13, feed=None))
    decide(told_twice, ["norte0000"], at_h=21)
    norte = row(told(told_twice), "norte")
    assert norte.censored is Censoring.UNKNOWN
    assert TimeFlag.IMPORTED in norte.flags


def test_what_is_learnt_of_a_feed_widens_its_dates_from_then_on(told_twice: Database) -> None:
    stamp = Stamp(feed_id="faro-feed", stamp_class="updated", learnt_at=at(40), items=9, share=0.5, reach_h=5)
    add_stamps(told_twice, [stamp])
    assert row(told(told_twice, at(39)), "faro").first == span(9, 9)
    tell(told_twice, replace(story("faro", 12, seen_h=13, number=1), absent_at=at(11)))
    decide(told_twice, ["faro0001"], at_h=41)
    assert row(told(told_twice), "faro").first == span(9, 9)  # absent at 9: the date cannot reach further back


def test_coverage_spans_of_the_store_decide_what_is_unknown(told_twice: Database) -> None:
    tell(told_twice, story("norte", None, seen_h=70, number=9))
    extend_coverage(told_twice, [*watched("faro", (-5, 3), (6, 50)), gap("faro", 3, 6), *watched("norte", (-9, 60))])
    rows = told(told_twice)
    assert (row(rows, "faro").censored, row(rows, "faro").unknown_from) == (Censoring.INTERVAL, at(3))
    assert (row(rows, "norte").role, row(rows, "norte").censored) == ("silent", Censoring.RIGHT)
    assert row(told(told_twice, at(60)), "norte").watched_until == at(60)


def test_watching_as_of_a_moment_ends_with_the_last_poll_before_it(told_twice: Database) -> None:
    tell(told_twice, story("norte", None, seen_h=70, number=9))
    extend_coverage(told_twice, watched("norte", (-9, 60)))
    polls = [poll("norte", hour, before) for before, hour in ((None, -9), (-9, 20), (20, 26), (26, 60))]
    add_fetches(told_twice, polls)
    assert row(told(told_twice, at(25)), "norte").watched_until == at(20)
    assert row(told(told_twice, at(61)), "norte").watched_until == at(60)
    assert row(told(told_twice), "norte").watched_until == at(60)


def poll(name: str, hour: float, before: float | None) -> Fetch:
    return Fetch(fetch_id=f"{name}{hour}", source="feed", feed_id=f"{name}-feed", address=f"https://{name}.example/rss",
                 started_at=at(hour), finished_at=at(hour), outcome=Outcome.OK,
                 previous_seen_at=None if before is None else at(before))  # fmt: skip


def test_stored_ledger_is_the_computed_one_and_silent_outlets_stand_in_lags_only(told_twice: Database) -> None:
    tell(told_twice, story("norte", None, seen_h=70, number=9))
    extend_coverage(told_twice, watched("norte", (-9, 60)))
    replace_pickups(told_twice, told(told_twice))
    assert told_twice.rows("select outlet_id, censored, lag_min_h, watched from lags order by outlet_id") == [
        {"outlet_id": "faro", "censored": "unknown", "lag_min_h": 9.0, "watched": False},
        {"outlet_id": "norte", "censored": "right", "lag_min_h": 60.0, "watched": True},
        {"outlet_id": "tass", "censored": "unknown", "lag_min_h": 0.0, "watched": False},
    ]
    assert told_twice.rows(
        "select outlet_id, flags, place_min, place_max, via from pickups order by first_earliest"
    ) == [
        {"outlet_id": "tass", "flags": [], "place_min": 1, "place_max": 1, "via": []},
        {"outlet_id": "faro", "flags": [], "place_min": 2, "place_max": 2, "via": []},
    ]
    assert told_twice.rows("select count(*) as n from first_mentions") == [{"n": 2}]


def test_pair_that_shares_wording_names_the_source(told_twice: Database) -> None:
    share(told_twice, "copies")
    replace_pickups(told_twice, told(told_twice))
    found = told_twice.rows("select via_item_id, via[1].evidence as evidence from pickups where outlet_id = 'faro'")
    assert found == [{"via_item_id": "tass0000", "evidence": "shares 120 words, 90% of the text"}]


@pytest.mark.parametrize(
    ("relation", "source", "shown"),
    [("same_wire", None, 1), ("shared_quote", None, 0), ("copies", "efe", 0)],
    ids=["a third text is possible", "somebody's words", "one known wire"],
)
def test_pair_that_may_rest_on_a_third_text_names_no_source(
    told_twice: Database, relation: str, source: str | None, shown: int
) -> None:
    share(told_twice, relation, source)
    faro = row(told(told_twice), "faro")
    assert (faro.via_item_id, len(faro.via)) == (None, shown)


def share(database: Database, relation: str, source: str | None = None) -> None:
    database.execute(
        "insert into reuse_pair values ('tass0000', 'faro0000', $relation, 120, 0.9, 0.9, 0.9, null, null, 40, $source,"
        " false, true, true, 'test', [])",
        {"relation": relation, "source": source},
    )


def verdict(item_id: str, decision: Decision, *, at_h: float, frame: Frame | None = None) -> Judgements:
    return Judgements(items=(Judgement(
        item_id=item_id, narrative_id=NARRATIVE.narrative_id, decision=decision, frame=frame, route=None,
        judged_by="ana", judged_at=at(at_h), reason=None),))  # fmt: skip


def test_person_outranks_the_matcher_from_when_they_said_so(told_twice: Database) -> None:
    replace_judgements(told_twice, verdict("faro0000", Decision.NO, at_h=30))
    assert [one.outlet_id for one in told(told_twice)] == ["tass"]
    assert [one.outlet_id for one in told(told_twice, at(29))] == ["tass", "faro"]
    assert [(one.change, one.outlet_id, one.why) for one in since(told_twice, 25)] == [
        ("withdrawn", "faro", (Why.JUDGEMENT,))
    ]


def test_person_finds_what_the_matcher_never_proposed(told_twice: Database) -> None:
    tell(told_twice, story("norte", 12, seen_h=13))
    replace_judgements(told_twice, verdict("norte0000", Decision.YES, at_h=30, frame=Frame.ASSERTS))
    norte = row(told(told_twice), "norte")
    assert (norte.judged, norte.frame, norte.lag_min_h) == (True, Frame.ASSERTS, 12)
    found = told_twice.rows("select decision, probability, method, judged from mentions where item_id = 'norte0000'")
    assert found == [{"decision": "yes", "probability": None, "method": "judgement", "judged": True}]
    assert [(one.change, one.why) for one in since(told_twice, 25)] == [("added", (Why.JUDGEMENT,))]


def test_person_sets_the_origin_and_takes_it_back(told_twice: Database) -> None:
    said = OriginJudgement(narrative_id=NARRATIVE.narrative_id, item_id="faro0000", outlet_id=None, when=None,
                           judged_by="ana", judged_at=at(30), reason=None)  # fmt: skip
    replace_judgements(told_twice, Judgements(origins=(said,)))
    assert [one.outlet_id for one in told(told_twice) if one.role == "origin"] == ["faro"]
    assert [one.outlet_id for one in told(told_twice, at(29)) if one.role == "origin"] == ["tass"]
    back = replace(said, item_id=None, judged_at=at(40))
    replace_judgements(told_twice, Judgements(origins=(said, back)))
    assert [one.outlet_id for one in told(told_twice) if one.role == "origin"] == ["tass"]


def test_origin_judgement_is_read_from_the_file_and_bad_ones_are_named(tmp_path: Path) -> None:
    line = {"kind": "origin", "narrative_id": "n", "outlet_id": "tass", "earliest": "2024-04-09T08:00Z",
            "latest": "2024-04-09T08:30Z", "judged_by": "ana", "judged_at": "2024-04-12T09:00Z"}  # fmt: skip
    file = tmp_path / "judgements.jsonl"
    file.write_text(json.dumps(line), encoding="utf-8")
    origin = read_judgements(file).origins[0]
    assert (origin.outlet_id, origin.when) == ("tass", span(2, 2.5))
    for bad, why in (
        ({**line, "latest": "2024-04-09"}, "has no zone"),
        ({**line, "kind": "x"}, "one of the kinds mention, note, origin, undo"),
    ):
        file.write_text(json.dumps(bad), encoding="utf-8")
        with pytest.raises(ConfigError, match=why):
            read_judgements(file)


def test_changes_name_new_items_and_new_definitions(told_twice: Database) -> None:
    tell(told_twice, story("norte", 28, seen_h=29), story("sur", 12, seen_h=13))
    decide(told_twice, ["norte0000"], at_h=30)
    decide(told_twice, ["tass0000", "norte0000", "sur0000"], at_h=31, digest="d2")  # the other one is no longer found
    assert [(one.change, one.outlet_id, one.why) for one in since(told_twice, 25)] == [
        ("added", "norte", (Why.NEW_ITEM,)),
        ("added", "sur", (Why.NEW_DEFINITION,)),
        ("withdrawn", "faro", (Why.NEW_DEFINITION,)),
    ]
    assert since(told_twice, 32) == []


def test_item_that_was_there_and_is_matched_under_the_same_definition_has_new_words(told_twice: Database) -> None:
    tell(told_twice, story("norte", 12, seen_h=13))
    decide(told_twice, ["norte0000"], at_h=30)
    assert [(one.outlet_id, one.why) for one in since(told_twice, 25)] == [("norte", (Why.NEW_WORDING,))]


def test_narrative_that_was_not_followed_yet_is_a_new_definition(told_twice: Database) -> None:
    assert {(one.change, one.why) for one in since(told_twice, 15)} == {("added", (Why.NEW_DEFINITION,))}


@pytest.mark.parametrize("hour", [-24 * 365 * 54, 24 * 365], ids=["1970", "a year ahead"])
def test_time_nobody_can_believe_hides_no_item_from_the_matcher(database: Database, hour: float) -> None:
    tell(database, story("faro", hour, seen_h=10))
    assert [text.published for text in item_texts(database)] == [None]


def test_change_of_the_origin_is_told_apart_from_changes_of_the_row(told_twice: Database) -> None:
    tell(told_twice, story("tass", -3, seen_h=30, number=1))
    decide(told_twice, ["tass0001"], at_h=31)
    moved = {one.outlet_id: one for one in since(told_twice, 25)}
    assert moved["faro"].why == (Why.ORIGIN,)
    assert moved["faro"].parts == ("lag: 9.0 to 9.0 h -> 12.0 to 12.0 h",)
    assert moved["tass"].why == (Why.NEW_ITEM,)


def test_ledger_is_the_same_before_and_after_its_items_are_gathered(told_twice: Database) -> None:
    tell(
        told_twice, story("faro", 9, seen_h=12, feed="other", title="The other feed words it otherwise, at some length")
    )
    log_decisions(told_twice, now=at(21))
    gathered = told(told_twice)
    told_twice.execute("delete from carrier")
    assert told(told_twice) == gathered


def test_decisions_are_written_down_once(told_twice: Database) -> None:
    log_decisions(told_twice, now=at(22))
    assert told_twice.rows("select count(*) as n from mention_log") == [{"n": 2}]


def test_explanation_says_in_sentences_what_the_row_rests_on(told_twice: Database) -> None:
    extend_coverage(told_twice, [*watched("faro", (-5, 3), (6, 50)), gap("faro", 3, 6)])
    ledger = ledger_of(told_twice, NARRATIVE, watching(told_twice))
    said = " ".join(explain(_row(ledger, "FARO"), ledger))
    first = START + timedelta(hours=9)
    for part in ("https://faro.example/0", f"between {first:%Y-%m-%d %H:%M:%S} UTC", "3.0 to 9.0 hours after the origin",
                 "'as stated'", "what it carried from 2024-04-09 09:00:00 UTC to 2024-04-09 12:00:00 UTC is unknown",
                 "no evidence of the text"):  # fmt: skip
        assert part in said


def test_outlet_that_is_not_in_the_ledger_has_no_row(told_twice: Database) -> None:
    ledger = ledger_of(told_twice, NARRATIVE, watching(told_twice))
    assert find_row(ledger, "Nadie") is None


def _row(ledger: Ledger, name: str) -> Pickup:
    found = find_row(ledger, name)
    assert found is not None
    return found
