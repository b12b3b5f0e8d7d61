"""What a narrative learns from texts that people decided on. All texts are invented."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from narratives.explain import explain
from narratives.lessons import PRIOR, STEP, Lesson, fitted_bar, in_force, teach
from narratives.match import Matcher
from narratives.run import match_new
from store.database import Database
from store.model import Decision, Example, Judgement, Narrative
from tests.builders import silent
from tests.narratives.test_match import ENCODERS, NARRATIVE, item

PLAIN = replace(NARRATIVE, neighbours=())
SOLD = "Venden fusiles y armas del frente a un cártel del norte"
AGAIN = item("Fusiles y armas del frente, al cártel del norte")
OTHER = "El cártel usa armas que roba a la policía de Tamaulipas"
JUDGED_AT = datetime(2026, 1, 1, tzinfo=UTC)


def lesson(title: str, *, carries: bool) -> Lesson:
    return Lesson(item=item(title), carries=carries)


def taught(*lessons: Lesson, narrative: Narrative = PLAIN) -> Narrative:
    return teach([narrative], {narrative.narrative_id: lessons}, ENCODERS)[0]


def probability(narrative: Narrative, title: str) -> float:
    return Matcher([narrative], [narrative], ENCODERS).features([item(title)])[0][narrative.narrative_id].probability()


def judgement(number: int, decision: Decision = Decision.YES, *, item_number: int | None = None) -> Judgement:
    return Judgement(item_id=f"i{number if item_number is None else item_number}", narrative_id="arms", decision=decision, frame=None,
                     route=None, judged_by="ana", judged_at=JUDGED_AT + timedelta(minutes=number), reason=None)  # fmt: skip


def test_text_that_people_say_carries_it_brings_its_like_nearer() -> None:
    learnt = taught(lesson(SOLD, carries=True))
    assert probability(learnt, AGAIN.title) > probability(PLAIN, AGAIN.title)


def test_texts_that_people_say_do_not_carry_it_raise_the_bar() -> None:
    learnt = taught(*(lesson(f"{OTHER} {n}", carries=False) for n in range(6)))
    assert learnt.learnt is not None
    assert learnt.learnt.other == 6
    base = probability(PLAIN, OTHER)
    assert base == 0 or probability(learnt, OTHER) < base
    assert learnt.learnt.bar <= 0


def test_nothing_learnt_leaves_a_narrative_as_it_is() -> None:
    assert teach([PLAIN], {}, ENCODERS) == [PLAIN]
    other = replace(PLAIN, narrative_id="other")
    assert teach([PLAIN, other], {"other": [lesson(SOLD, carries=True)]}, ENCODERS)[0] is PLAIN


def test_examples_of_the_file_teach_as_judgements_do() -> None:
    listed = replace(PLAIN, examples=(Example(text=SOLD, carries=True),))
    [learnt] = teach([listed], {}, ENCODERS)
    assert learnt.learnt is not None
    assert learnt.learnt.carrying == (SOLD,)
    assert probability(learnt, AGAIN.title) > probability(listed, AGAIN.title)


def test_hash_tells_what_was_learnt_and_keeps_the_files_own() -> None:
    one, two = taught(lesson(SOLD, carries=True)), taught(lesson(SOLD, carries=False))
    assert len({PLAIN.definition_hash, one.definition_hash, two.definition_hash}) == 3
    assert one.definition_hash.partition("+")[0] == PLAIN.definition_hash
    assert taught(lesson(SOLD, carries=True)) == one


def test_order_of_lessons_never_matters() -> None:
    lessons = [lesson(SOLD, carries=True), lesson(OTHER, carries=False), lesson(AGAIN.title, carries=True)]
    forth, back = taught(*lessons), taught(*lessons[::-1])
    assert forth.definition_hash == back.definition_hash
    assert forth.learnt is not None
    assert back.learnt is not None
    assert forth.learnt.bar == pytest.approx(back.learnt.bar)


@given(st.lists(st.tuples(st.floats(-30, 30), st.booleans()), max_size=30))
def test_bar_is_where_the_slope_is_nothing_and_follows_the_answers(known: list[tuple[float, bool]]) -> None:
    scores, carries = [score for score, _ in known], [said for _, said in known]
    bar = fitted_bar(scores, carries)
    assert abs(bar) <= PRIOR**2 * len(known)
    assert fitted_bar(scores, [True] * len(scores)) >= bar - 1e-6 >= fitted_bar(scores, [False] * len(scores)) - 2e-6


def test_bar_without_evidence_is_that_of_everybody() -> None:
    assert fitted_bar([], []) == 0


@pytest.mark.parametrize(("said", "kept"), [(STEP - 1, 0), (STEP, STEP), (2 * STEP + 3, 2 * STEP)])
def test_narrative_learns_in_steps(said: int, kept: int) -> None:
    found = in_force([judgement(number) for number in range(said)], "arms")
    assert [one.item_id for one in found] == [f"i{number}" for number in range(kept)]


def test_newest_decision_of_an_item_stands_and_an_open_one_teaches_nothing() -> None:
    said = [judgement(number) for number in range(STEP)]
    changed = judgement(99, Decision.NO, item_number=0)
    found = in_force([*said, changed], "arms")
    assert {one.item_id: one.decision for one in found}["i0"] is Decision.NO
    assert in_force([*said, judgement(99, Decision.REVIEW, item_number=0)], "arms") == []
    assert in_force(said, "other") == []


def test_explanation_says_what_was_learnt_and_from_which_text() -> None:
    learnt = taught(lesson(SOLD, carries=True))
    found = explain(item(SOLD), learnt, [learnt], ENCODERS)
    assert found.learnt == learnt.learnt
    assert (found.wording.name, found.wording.sentence) == ("a text that people say carries it", SOLD)


def test_what_is_learnt_is_matched_anew_once(case: Database) -> None:
    assert match_new(case, [PLAIN], ENCODERS, progress=silent).versions > 0
    learnt = taught(lesson(SOLD, carries=True))
    assert match_new(case, [learnt], ENCODERS, progress=silent).versions > 0
    assert match_new(case, [learnt], ENCODERS, progress=silent).versions == 0
