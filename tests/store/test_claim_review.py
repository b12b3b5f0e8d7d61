from narratives.frame import frame_of
from store.database import Database
from store.fingerprints import newest_texts
from store.looked_back import add_links
from store.model import Frame, ItemLink, LinkKind
from store.observed import item_texts
from tests.narratives.ledger_builders import at
from tests.store.test_ledger import story, tell


def test_item_whose_page_marks_a_review_is_framed_as_a_check_whatever_its_words_say(database: Database) -> None:
    tell(database, story("tass", 0, seen_h=1), story("faro", 9, seen_h=10, title="Rusia acusa al puerto"))
    links = [ItemLink(item_id=name, kind=kind, target="https://x.example/", seen_at=at(11), fetch_id="test")
             for name, kind in (("faro0000", LinkKind.CLAIM_REVIEW), ("tass0000", LinkKind.LINK))]  # fmt: skip
    add_links(database, links)
    for read in (item_texts(database), newest_texts(database, ["tass0000", "faro0000"])):
        assert {one.item_id: one.claim_review for one in read} == {"tass0000": False, "faro0000": True}
    faro = next(one for one in item_texts(database) if one.item_id == "faro0000")
    assert frame_of(faro, is_origin=False) == (Frame.FACT_CHECK, "ClaimReview markup on its page")
