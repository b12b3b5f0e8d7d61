"""The Health page and `rastro health` look at the same snapshot: they say the same of every feed. Outlets are invented."""

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from typer.testing import CliRunner

from dashboard.app_pages import chrome
from rastro import app
from store.database import Paths, open_writer
from store.model import Feed, FeedState, Fetch, Outcome
from store.observed import add_fetches, replace_registry
from store.polled import replace_states
from store.snapshot import publish_snapshot
from tests.dashboard.test_pages import opened

pytestmark = pytest.mark.slow
OUTCOMES = {"faro": [Outcome.OK] * 5, "luz": [Outcome.TIMEOUT] * 5, "sol": [Outcome.OK] * 3 + [Outcome.TIMEOUT] * 2}


def fetches(now: datetime) -> list[Fetch]:
    """Return polls every six hours, the last an hour ago."""
    found = []
    for outlet, outcomes in OUTCOMES.items():
        for n, outcome in enumerate(outcomes):
            at = now - timedelta(hours=1 + 6 * (len(outcomes) - 1 - n))
            new = 2 + n if outcome is Outcome.OK else None
            found.append(Fetch(fetch_id=f"{outlet}-{n}", source="feed", address=f"https://{outlet}.example/rss",
                               feed_id=f"{outlet}/1", started_at=at, finished_at=at, outcome=outcome, entries=new,
                               new_items=new, previous_seen_at=at - timedelta(hours=6) if n else None, error=None if new else "no answer"))  # fmt: skip
    return found


def feed(outlet: str) -> Feed:
    return Feed(feed_id=f"{outlet}/1", outlet_id=outlet, url=f"https://{outlet}.example/rss", kind="rss",
                status="confirmed", source="invented for a test")  # fmt: skip


def state(outlet: str, polls: list[Fetch]) -> FeedState:
    """Return what polling knows after these polls."""
    own = [one for one in polls if one.feed_id == f"{outlet}/1"]
    good = [one.started_at for one in own if one.outcome is Outcome.OK]
    failures = len(own) - len(good)
    return FeedState(feed_id=f"{outlet}/1", url=feed(outlet).url, outcome=own[-1].outcome, error=own[-1].error,
                     seen_at=max(good, default=None), new_at=max(good, default=None), failures=failures)  # fmt: skip


def test_health_page_says_what_the_command_says(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    now = datetime.now(UTC).replace(microsecond=0)  # the command asks the clock, the page the snapshot: both mean now
    with open_writer(Paths(tmp_path), now=now, job="test") as database:
        polls = fetches(now)
        add_fetches(database, polls)
        replace_registry(database, [], [feed(outlet) for outlet in OUTCOMES])
        replace_states(database, [state(outlet, polls) for outlet in OUTCOMES])
        publish_snapshot(database, Paths(tmp_path), now=now)
    test = opened(tmp_path, monkeypatch, "health", feeds="all", lang="en")
    page = next(one.value for one in test.dataframe if "usual_silence" in one.value.columns)
    said = json.loads(CliRunner().invoke(app, ["health", "--json", "--data", str(tmp_path)]).stdout)
    assert {row["url"]: (row["failures"], row["today"], row["overruns"]) for row in page.to_dict("records")} == {
        feed["url"]: (feed["failures"], feed["items_last_day"], feed["overruns_week"]) for feed in said
    }
    assert {feed["url"] for feed in said} == {f"https://{outlet}.example/rss" for outlet in OUTCOMES}
    tiles = {one.label: one.value for one in test.metric}
    assert tiles["Feeds polled"] == str(len(said))
    assert tiles["With an alert"] == str(sum(1 for feed in said if feed["alerts"]))
    assert tiles["New items in the last day"] == str(sum(feed["items_last_day"] for feed in said))
    assert sum(feed["items_last_day"] for feed in said) > 0
    assert (page["alerts"] != "").sum() == sum(1 for feed in said if feed["alerts"])
    assert chrome.snapshot_path().exists()
