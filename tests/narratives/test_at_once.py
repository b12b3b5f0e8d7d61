import pytest

from narratives import at_once
from narratives.at_once import Order, batch_of, deciding
from narratives.encoder import default_encoders
from narratives.match import Matcher
from tests.gate.case import narratives, rows


@pytest.mark.slow
def test_two_processes_decide_as_one_does_and_in_order(monkeypatch: pytest.MonkeyPatch) -> None:
    items = [row.item for row in rows()][:12]
    batches = [batch_of(items[at : at + 4], {}) for at in range(0, len(items), 4)]
    order = Order(narratives(), narratives(), default_encoders())
    with deciding(order, items=len(items)) as decide:
        alone = list(decide(batches))
    monkeypatch.setattr(at_once, "MANY", 1)
    monkeypatch.setattr(at_once, "cpu_count", lambda: 2)
    with deciding(order, items=len(items)) as decide:
        assert list(decide(batches)) == alone
    assert [one for found in alone for one in found] == Matcher(*order).match(items)


def test_of_two_wordings_that_came_together_the_later_one_counts_and_only_its_phrases_go_along() -> None:
    first, other = (row.item for row in rows()[:2])
    texts, seen = batch_of([first, other, first], {first.item_id: ["x"], "elsewhere": ["y"]})
    assert [text.item_id for text in texts] == [first.item_id, other.item_id]
    assert seen == {first.item_id: ["x"]}
