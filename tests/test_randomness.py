"""Draws: the published Philox answers; different uses of a household's luck have nothing in common."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from naive_household import philox as naive_philox

from sim import randomness
from sim.randomness import LUCK, WORLD, descendant, draw, happens, philox, uniform, words_below

WORDS = st.integers(0, 2**32 - 1)
ALL_ONES = 0xFFFFFFFF

# Random123's known answers for philox4x32 with ten rounds: counter, key, words.
KNOWN = [
    ((0, 0, 0, 0), (0, 0), (0x6627E8D5, 0xE169C58D, 0xBC57AC4C, 0x9B00DBD8)),
    ((ALL_ONES,) * 4, (ALL_ONES,) * 2, (0x408F276D, 0x41C83B0E, 0xA20BC7C6, 0x6D5451FD)),
    (
        (0x243F6A88, 0x85A308D3, 0x13198A2E, 0x03707344),
        (0xA4093822, 0x299F31D0),
        (0xD16CFE09, 0x94FDCCEB, 0x5001E420, 0x24126EA1),
    ),
]


@pytest.mark.parametrize("counter, key, words", KNOWN)
def test_the_published_answers_come_out(counter, key, words):
    assert philox(*counter, *key) == words


@given(st.tuples(WORDS, WORDS, WORDS, WORDS), st.tuples(WORDS, WORDS))
def test_plain_python_gives_the_same_words(counter, key):
    assert philox(*counter, *key) == tuple(naive_philox(counter, key))


@given(st.integers(0, 2**64 - 1), st.integers(0, 2**31 - 1), st.integers(0, 2100), st.integers(0, 0x0AFF))
def test_a_draw_reads_the_whole_identity(identity, seed, year, purpose):
    expected = philox(identity & ALL_ONES, identity >> 32, year, purpose, seed, LUCK)
    assert draw(seed, LUCK, np.uint64(identity), year, purpose) == expected


def test_a_uniform_number_is_never_zero_or_one():
    assert 0.0 < uniform(0) < 1e-9
    assert 1.0 - 1e-9 < uniform(ALL_ONES) < 1.0


@given(WORDS, st.floats(0, 1), st.floats(0, 1))
def test_what_happens_happens_at_any_higher_probability(word, one, other):
    assert happens(word, min(one, other)) <= happens(word, max(one, other))
    assert not happens(word, 0.0) and happens(word, 1.0)


@given(WORDS, st.one_of(st.floats(0, 1), st.integers(0, 2**32).map(lambda words: words / 2**32)))
def test_words_below_are_those_that_let_an_event_happen(word, probability):
    assert (word < words_below(probability)) == happens(word, probability)
    border = int(words_below(probability))
    assert border == 0 or happens(border - 1, probability)
    assert border > ALL_ONES or not happens(border, probability)


def words_of(number, **changes):
    """Four words for each of `number` neighbouring households, as uniform numbers (number, 4)."""
    use = {"seed": 1, "stream": LUCK, "year": 2024, "purpose": randomness.RESIDENCE} | changes
    first = 511826 << 32
    words = [
        draw(use["seed"], use["stream"], np.uint64(first + k), use["year"], use["purpose"])
        for k in range(number)
    ]
    return (np.array(words) + 0.5) / 2**32


def test_words_are_spread_evenly_and_know_nothing_of_each_other():
    number = 40_000
    luck = words_of(number)
    assert np.abs(luck.mean(axis=0) - 0.5).max() < 4 / np.sqrt(12 * number)
    assert np.abs(luck.var(axis=0) - 1 / 12).max() < 0.002
    for word in range(4):
        counts = np.histogram(luck[:, word], 64, (0, 1))[0]
        assert ((counts - number / 64) ** 2 / (number / 64)).sum() < 63 + 5 * np.sqrt(2 * 63)
    between_words = np.corrcoef(luck.T) - np.eye(4)
    assert np.abs(between_words).max() < 4.5 / np.sqrt(number)
    neighbours = [np.corrcoef(luck[:-1, word], luck[1:, word])[0, 1] for word in range(4)]
    assert np.abs(neighbours).max() < 4.5 / np.sqrt(number)


@pytest.mark.parametrize(
    "changes",
    [{"year": 2025}, {"purpose": randomness.RESIDENCE + 1}, {"seed": 2}, {"stream": WORLD},
     {"purpose": randomness.RATIONING}],
    ids=["next year", "next block", "other seed", "other stream", "other purpose"],
)  # fmt: skip
def test_another_use_is_other_luck(changes):
    number = 20_000
    one, other = words_of(number), words_of(number, **changes)
    assert not (one == other).any()
    between = [np.corrcoef(one[:, i], other[:, j])[0, 1] for i in range(4) for j in range(4)]
    assert np.abs(between).max() < 4.5 / np.sqrt(number)


def test_no_two_uses_share_a_block():
    purposes = [
        getattr(randomness, name)
        for name in (
            "SURVIVAL", "BIRTH_AND_PARTNERSHIP", "YOUTH", "RECONSIDERATION", "RESIDENCE", "RATIONING",
            "RIGHTS", "CHARACTER", "POPULATION", "INMIGRATION",
        )
    ]  # fmt: skip
    # The population takes the blocks up to 94.
    assert np.diff(sorted(purposes)).min() > 94


def test_households_formed_in_a_run_have_ids_of_their_own():
    ids = {
        descendant(np.uint64(511826 << 32 | row), year, slot)
        for row in range(3_000) for year in (2021, 2022) for slot in range(8)
    }  # fmt: skip
    assert len(ids) == 3_000 * 2 * 8
    assert all(identity >> 63 for identity in map(int, ids))
    grandchild = descendant(np.uint64(min(ids)), 2022, 0)
    assert grandchild not in ids
