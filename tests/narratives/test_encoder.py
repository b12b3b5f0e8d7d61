import numpy as np
import pytest

from narratives.encoder import Encoder, default_encoders

ODD = ["", " ", "\0", "a\0b", "\ud800", "\u202eabc", "😀" * 50, "ـ" * 300, "a" * 200_000]


@pytest.mark.parametrize("encoder", default_encoders(), ids=["quick", "fine"])
def test_odd_texts_get_a_vector_of_length_one_or_none(encoder: Encoder) -> None:
    vectors = encoder.encode(ODD)
    assert vectors.dtype == np.float32
    lengths = np.linalg.norm(vectors, axis=1)
    assert all(length == pytest.approx(1, abs=0.01) or length == 0 for length in lengths)
    assert not lengths[0]
    assert not lengths[1]


@pytest.mark.parametrize("encoder", default_encoders(), ids=["quick", "fine"])
def test_the_claim_is_nearer_in_another_language_than_other_news_is_in_its_own(encoder: Encoder) -> None:
    claim, same, other = encoder.encode(
        ["Estados Unidos recluta narcos para Ucrania", "США вербуют наркоторговцев для войны на Украине",
         "Una tormenta deja sin luz a Yucatán"]
    )  # fmt: skip
    assert claim @ same > claim @ other


@pytest.mark.parametrize("encoder", default_encoders(), ids=["quick", "fine"])
def test_nothing_gives_no_vectors(encoder: Encoder) -> None:
    assert len(encoder.encode([])) == 0


def test_texts_read_at_the_same_time_come_back_in_their_order() -> None:
    fine = default_encoders().fine
    texts = [f"Text number {'one ' * number}" for number in range(1, 6)]
    alone = np.concatenate([fine.encode([text]) for text in texts])
    assert np.abs(fine.encode(texts) - alone).max() < 1e-5
