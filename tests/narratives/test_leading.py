"""From ledgers to leads: which stories count as shared. Outlets are invented."""

from dataclasses import replace
from datetime import timedelta

from narratives.lag_rows import lead_rows
from narratives.lead_lag import surviving
from narratives.leading import find_leads
from narratives.ledgers import Ledger
from narratives.pickup import ledger, origin_time
from store.model import SharedText
from tests.narratives.ledger_builders import RUSSIAN_STATE, item, span

LEAST = 8


def story(number: int, *, faro_h: float, luz_h: float, shared: SharedText | None) -> Ledger:
    carried = [
        replace(one, item_id=f"{one.outlet_id}-{number}")
        for one in (
            item("tass", span(0, 0), state=True),
            item("faro", span(faro_h, faro_h)),
            item("luz", span(luz_h, luz_h)),
        )
    ]
    return Ledger(narrative_id=f"story-{number}", as_of=None, rows=ledger("n", carried, RUSSIAN_STATE), carried=carried,
                  origin=None, origin_at=origin_time(carried, RUSSIAN_STATE), shared=[shared] if shared else [])  # fmt: skip


def words(number: int, **how: bool) -> SharedText:
    return SharedText(earlier_item_id=f"faro-{number}", later_item_id=f"luz-{number}", containment=0.6,
                      shared_words=200, **({"exclusive": True} | how))  # fmt: skip


def stories(**how: bool) -> list[Ledger]:
    """Faro is first by an hour where the two share text, and an hour behind or ahead by turns where not."""
    sharing = [story(n, faro_h=1, luz_h=2, shared=words(n, **how)) for n in range(12)]
    return sharing + [story(50 + n, faro_h=2 + n % 2, luz_h=3 - n % 2, shared=None) for n in range(12)]


def test_outlet_that_is_first_where_texts_are_shared_leads() -> None:
    [lead] = surviving(find_leads(stories(), least=LEAST))
    assert (lead.leader, lead.follower, lead.shared, lead.first, lead.last) == ("faro", "luz", 12, 12, 0)
    assert (lead.baseline, lead.baseline_first, lead.baseline_last) == (12, 6, 6)
    [row] = lead_rows([lead])
    assert (row["leader_first"], row["tested"]) == (12, 1)


def test_wording_of_a_third_text_makes_no_pair() -> None:
    assert find_leads(stories(common=True), least=LEAST) == []
    assert find_leads(stories(exclusive=False), least=LEAST) == []


def test_too_few_shared_texts_are_not_tested() -> None:
    assert find_leads(stories(), least=13) == []


def test_lead_that_does_not_survive_is_not_shown() -> None:
    even = [story(n, faro_h=1 + n % 2, luz_h=2 - n % 2, shared=words(n)) for n in range(12)] + stories()[12:]
    tested = find_leads(even, least=LEAST)
    assert len(tested) == 1
    assert lead_rows(tested) == []


def test_coarse_dates_say_nothing_about_who_was_first() -> None:
    def day(one: Ledger) -> Ledger:
        rows = [
            replace(row, first=replace(row.first, latest=row.first.latest + timedelta(hours=24)))
            for row in one.rows
            if row.first
        ]
        return replace(one, rows=rows)

    assert find_leads([day(one) for one in stories()], least=LEAST) == []
