from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from ingest.stamps import Sight, learn, stamp_of
from store.model import Basis, FeedState, Interval, Item, Precision, PublishedTime
from tests.builders import NOW

HOUR = timedelta(hours=1)
STATE = FeedState(feed_id="faro/1", url="https://faro.example/rss", window_s=12 * 3600.0)


def item(stated: datetime | None, *, absent_at: datetime | None = None, number: int = 0) -> Item:
    time = PublishedTime(raw=None, precision=Precision.SECOND if stated else Precision.UNKNOWN, basis=Basis.FEED,
                         interval=stated and Interval(earliest=stated, latest=stated))  # fmt: skip
    return Item(item_id=f"{number:012d}", outlet_id="faro", url="https://faro.example/1", title="Nota inventada",
                canonical_url="https://faro.example/1", summary=None, text=None, language=None, published=time,
                first_seen_at=NOW, fetch_id="f", absent_at=absent_at)  # fmt: skip


def after(sights: list[Sight]) -> FeedState:
    state = STATE
    for sight in sights:
        state = replace(state, stamps=learn(state, sight))
    return state


def polls(stated: list[list[datetime]], *, moves: int = 0) -> list[Sight]:
    """One sight an hour; all but the first know what was not there an hour before."""
    shift = Interval(earliest=NOW, latest=NOW), Interval(earliest=NOW + 5 * HOUR, latest=NOW + 5 * HOUR)
    return [
        Sight(at=NOW + n * HOUR, new=[item(time, absent_at=NOW + (n - 1) * HOUR if n else None) for time in times],
              moves=[shift] * moves)
        for n, times in enumerate(stated)
    ]  # fmt: skip


def spread(n: int, *, seconds: int = 7) -> list[datetime]:
    return [NOW + n * HOUR - timedelta(minutes=11 * k, seconds=seconds * k) for k in range(10)]


@pytest.mark.parametrize(
    ("sights", "expected"),
    [
        (polls([spread(n) for n in range(4)]), "exact"),
        (polls([spread(n, seconds=0) for n in range(4)]), "minute"),
        (polls([[NOW + n * HOUR] * 10 for n in range(4)]), "batch"),
        (polls([[NOW + n * HOUR + timedelta(seconds=k) for k in range(10)] for n in range(4)]), "batch"),
        (polls([spread(n) for n in range(4)], moves=2), "updated"),
        (polls([[NOW - timedelta(days=300, hours=k) for k in range(10)] for n in range(4)]), "stale"),
    ],
    ids=["exact", "minute", "batch", "batch within a minute", "updated", "stale"],
)
def test_class_is_learnt_from_a_few_polls(sights: list[Sight], expected: str) -> None:
    stamp = stamp_of(after(sights), NOW)
    assert stamp is not None
    assert stamp.stamp_class == expected
    assert stamp.learnt_at == NOW
    assert 0 < stamp.share <= 1


def test_nothing_is_said_after_too_few_polls_or_dates() -> None:
    assert stamp_of(after(polls([spread(0), spread(1)])), NOW) is None
    assert stamp_of(after(polls([[NOW], [NOW + HOUR], [NOW + 2 * HOUR]])), NOW) is None


def test_undated_items_teach_nothing() -> None:
    sight = Sight(at=NOW, new=[item(None, number=n) for n in range(30)])
    assert stamp_of(after([sight] * 5), NOW) is None


def test_one_moved_date_among_many_does_not_make_a_feed_unreliable() -> None:
    many = polls([spread(n) for n in range(40)])
    shift = (Interval(earliest=NOW, latest=NOW), Interval(earliest=NOW + HOUR, latest=NOW + HOUR))
    stamp = stamp_of(after([*many, Sight(at=NOW, new=[], moves=[shift])]), NOW)
    assert stamp is not None
    assert stamp.stamp_class == "exact"


def test_reach_is_the_longest_move_or_the_window() -> None:
    stamp = stamp_of(after(polls([spread(n) for n in range(4)], moves=2)), NOW)
    assert stamp is not None
    assert stamp.reach_h == 24  # at least a day: the longest move here was five hours
    far = (Interval(earliest=NOW, latest=NOW), Interval(earliest=NOW + 649 * HOUR, latest=NOW + 649 * HOUR))
    longer = stamp_of(after([*polls([spread(n) for n in range(4)], moves=2), Sight(at=NOW, new=[], moves=[far])]), NOW)
    assert longer is not None
    assert longer.reach_h == 649


@pytest.mark.parametrize(
    ("stated", "slack_h"),
    [
        ([NOW + n * HOUR for n in range(4)], 0),
        ([NOW + (24 * n - 3) * HOUR for n in range(4)], 24),
        ([NOW + (n - 20) * HOUR for n in range(4)], 20),
    ],
    ids=["written on request", "written once a day", "long in a cache"],
)
def test_slack_of_a_batch_is_how_long_an_item_can_wait_for_it(stated: list[datetime], slack_h: float) -> None:
    step = stated[1] - stated[0]
    sights = [Sight(at=NOW + n * step, new=[item(time)] * 10) for n, time in enumerate(stated)]
    stamp = stamp_of(after(sights), NOW)
    assert stamp is not None
    assert (stamp.stamp_class, stamp.slack_h) == ("batch", slack_h)


def test_dates_without_a_clock_are_no_batch() -> None:
    day = PublishedTime(
        raw=None, interval=Interval(earliest=NOW, latest=NOW + 23 * HOUR), precision=Precision.DAY, basis=Basis.FEED
    )
    sights = [Sight(at=NOW + n * HOUR, new=[replace(item(NOW), published=day)] * 10) for n in range(4)]
    stamp = stamp_of(after(sights), NOW)
    assert stamp is not None
    assert stamp.stamp_class == "exact"
