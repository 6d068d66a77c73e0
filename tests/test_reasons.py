"""The reasons for a choice are those the kernel chose by, and those of a household in plain Python."""

import math

import naive_household as naive
import numpy as np
import pytest
from test_naive_household import places_of, row_of, values_of

from sim.histories import TERM_MEANINGS
from sim.kernel.nested_logit import CLOSED, chosen_alternative, gumbel
from sim.kernel.residence_year import NO_CHANGE
from sim.randomness import LUCK, RESIDENCE, draw, uniform
from sim.reasons import TERMS, LastChoices, Seen, probabilities
from sim.state.households import FAMILY

SOME = 300


def at_the_choice(model):
    """A copy of a model, a year on up to the choices: everything is as they saw it."""
    model = model.copy()
    model.begin_year()
    model.put_levers_in_force()
    model.reclassify_villages()
    model.renew_population()
    model.choose_residence()
    return model


@pytest.fixture(scope="module")
def model(aged_county):
    return at_the_choice(aged_county)


@pytest.fixture(scope="module")
def everyone(model):
    return np.arange(int(model.households.used[0]))


@pytest.fixture(scope="module")
def reasons(model, everyone):
    return Seen.of(model).reasons(0, everyone)


def test_terms_add_up_to_the_worth(reasons):
    sums = reasons.terms.sum(axis=2)
    assert np.array_equal(np.isnan(reasons.worth), ~reasons.is_open)
    assert np.allclose(sums[reasons.is_open], reasons.worth[reasons.is_open], rtol=0, atol=1e-11)
    assert reasons.is_open[reasons.may_choose].any(axis=1).all() and not reasons.is_open[~reasons.may_choose].any()


def test_who_reconsiders_is_who_the_year_counted(model, reasons):
    assert reasons.reconsiders.sum() == model.flows.reconsidered[0] > 100


def test_the_worth_is_what_the_kernel_chose_by(model, reasons, everyone):
    rows, v = model.households.used_rows(0), model.expected[0]
    nests = (v["nest_village"], v["nest_county_town"], v["nest_city"])
    worth = np.where(reasons.is_open, reasons.worth, CLOSED).T.copy()
    moved = 0
    for i in everyone[reasons.reconsiders].tolist():
        luck = np.array([[gumbel(uniform(word))] for block in range(3) for word in draw(
            model.luck, LUCK, rows.id[i], model.year, RESIDENCE + block)])  # fmt: skip
        best = chosen_alternative(worth[:, i : i + 1].copy(), luck, nests, 0)
        chosen = rows.alternative[i] if model.choices[0][i] == NO_CHANGE else model.choices[0][i]
        assert best == chosen
        moved += best != rows.alternative[i]
    assert moved > 20


def test_probabilities_are_those_of_the_choice(reasons):
    chances = np.nan_to_num(reasons.probability)
    assert np.array_equal(np.isnan(reasons.probability), ~reasons.is_open)
    assert np.allclose(chances[reasons.may_choose].sum(axis=1), 1.0)
    nests, random = (0.6, 0.7, 0.7), np.random.default_rng(3)
    for i in np.flatnonzero(reasons.may_choose)[[5, 500]]:
        expected = probabilities(reasons.worth[i][None], np.array(nests))[0]
        worth = np.where(reasons.is_open[i], reasons.worth[i], CLOSED)[:, None]
        drawn = [chosen_alternative(worth, luck, nests, 0) for luck in random.gumbel(size=(4000, 12, 1))]
        found = np.bincount(drawn, minlength=8) / len(drawn)
        assert np.abs(found - np.nan_to_num(expected)).max() < 0.03


def test_who_does_not_reconsider_does_not_change(model, reasons):
    assert (model.choices[0][~reasons.reconsiders] == NO_CHANGE).all()


def test_terms_are_those_of_a_household_in_plain_python(model, reasons):
    p, v = places_of(model, 0), values_of(model, 0)
    rows = model.households.used_rows(0)
    can = np.flatnonzero(reasons.may_choose & (rows.kind == FAMILY))
    seen = set()
    for i in np.random.default_rng(1).choice(can, SOME, replace=False).tolist():
        h = naive.described(row_of(rows, i, p), v, model.world)
        assert [naive.is_open(a, h) for a in range(8)] == reasons.is_open[i].tolist()
        for a in np.flatnonzero(reasons.is_open[i]).tolist():
            terms = dict(zip(TERMS, reasons.terms[i, a].tolist(), strict=True))
            left = max(3000, naive.income(a, h, p, v) - naive.housing(a, h, p, v))
            expected = {
                "income": v["income_weight"] * math.log(left),
                "services": naive.services(a, h, p, v),
                "constant": naive.constant(a, v, p),
                "amenity": naive.amenity(naive.living(a, h)[1], h, v, p),
                "apart": -naive.splitting(a, h, v),
                "moving": -naive.moving(a, h, v),
                "worth": naive.worth(a, h, p, v),
            }
            found = {
                "income": terms["income"],
                "services": terms["health"] + terms["education"] + terms["elder_care"] + terms["childcare"],
                "constant": terms["constant"],
                "amenity": terms["amenity"] + terms["demonstration"],
                "apart": terms["living_apart"],
                "moving": terms["moving"] + terms["settled"],
                "worth": reasons.worth[i, a],
            }
            assert found == pytest.approx(expected, abs=1e-9)
            seen |= {name for name, value in terms.items() if value}
    assert set(TERMS) - seen <= {"amenity", "demonstration", "village_services"}  # nothing of it in the baseline


def test_every_term_has_its_meaning_in_both_languages():
    assert tuple(TERM_MEANINGS) == TERMS
    assert all(meaning.en and meaning.zh for meaning in TERM_MEANINGS.values())


def test_what_was_seen_stays_when_the_model_goes_on(aged_county, unit_digests):
    plain, watched = aged_county.copy(), aged_county.copy()
    watched.witness = LastChoices()
    for model in (plain, watched):
        model.step()
        model.step()
    assert unit_digests(plain) == unit_digests(watched)
    model = aged_county.copy()
    model.step()
    model = at_the_choice(model)
    rows = np.arange(0, int(model.households.used[0]), 97)
    then, kept = Seen.of(model).reasons(0, rows), watched.witness.seen.reasons(0, rows)
    assert np.array_equal(then.terms, kept.terms, equal_nan=True)
    assert np.array_equal(then.reconsiders, kept.reconsiders)
    other = watched.copy()
    watched.step()
    twin = other.witness.seen.reasons(0, rows)
    assert np.array_equal(then.terms, twin.terms, equal_nan=True)
    assert kept.by_name(0).keys() <= {"village", "village_workers_away", "town", "seat", "seat_for_school",
                                      "seat_workers_away", "city", "other_province"}  # fmt: skip
