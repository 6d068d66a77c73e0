"""Followed households: the same in both arms, true to the run, and no other figure moves."""

import json
import random
import shutil

import numpy as np
import pandas as pd
import pyarrow.parquet as pq
import pytest

import sim.experiments.run as running
from sim.experiments.run import prepare, run
from sim.following import EVENTS, Following, shares
from sim.histories import CHOICES_FILE, COLUMNS, FILES, HOUSEHOLDS_FILE, NOTE, read_histories
from sim.reasons import TERMS
from sim.results import ResultsError, read_results, verify, write_results
from sim.state.households import FAMILY
from sim.submodels import residence_choice
from sim.tables import csv_bytes, tables

UNITS, NUMBER = ["芦山县", "宝兴县", "石棉县"], 250
OPTIONS = {"scale": 0.1, "units": UNITS, "years": (2020, 2027)}
KEY = ["pause", "household", "year"]


@pytest.fixture(scope="module")
def without():
    return run("baseline", **OPTIONS)


@pytest.fixture(scope="module")
def followed():
    return run("baseline", **OPTIONS, histories=NUMBER)


@pytest.fixture(scope="module")
def households(followed):
    return followed.histories.households


@pytest.fixture(scope="module")
def choices(followed):
    return followed.histories.choices


@pytest.fixture(scope="module")
def written(followed, tmp_path_factory):
    return write_results(followed, tmp_path_factory.mktemp("results"), "xiancheng run")


@pytest.fixture
def folder(written, tmp_path):
    return shutil.copytree(written, tmp_path / written.name)


# --- nothing else changes


def test_every_other_table_is_the_same_to_the_last_bit(without, followed, written, tmp_path):
    assert without.histories is None
    one, other = tables(without), tables(followed)
    assert {name: csv_bytes(table) for name, table in one.items()} == {
        name: csv_bytes(table) for name, table in other.items()
    }
    plain = write_results(without, tmp_path, "xiancheng run")
    manifests = [json.loads((path / "manifest.json").read_text()) for path in (plain, written)]
    assert manifests[0]["digests"] == manifests[1]["digests"]
    assert manifests[0]["run_id"] != manifests[1]["run_id"]
    assert set(manifests[1]["files"]) - set(manifests[0]["files"]) == set(FILES)


def test_following_changes_no_household(several, model_of, unit_digests):
    plain, watched = model_of(several), model_of(several)
    watched.witness = Following(watched, shares(50, watched.adcodes))
    for _ in range(2):
        plain.step()
        watched.step()
    assert unit_digests(plain) == unit_digests(watched)


# --- who is followed


@pytest.mark.parametrize(("number", "expected"), [(7, [2, 3, 2]), (2, [1, 1, 1]), (30, [10, 10, 10])])
def test_units_share_alike(number, expected):
    assert shares(number, np.array([3, 1, 2])).tolist() == expected


def first_year(histories):
    frame = histories.households
    return set(frame.loc[frame["year"] == 2020, ["pause", "adcode", "household"]].itertuples(index=False, name=None))


def test_the_same_households_in_both_arms_and_under_another_policy(followed):
    base = first_year(followed.histories)
    ended, stays = ({row[1:] for row in base if row[0] == answer} for answer in ("ended", "stays"))
    assert ended == stays and len(ended) == NUMBER
    counts = pd.Series([adcode for adcode, _ in ended]).value_counts()
    assert len(counts) == len(UNITS) and counts.max() - counts.min() <= 1
    other = run("decision-2023-core", **(OPTIONS | {"years": (2020, 2021)}), histories=NUMBER, luck_seed=5)
    assert first_year(other.histories) == base


def test_the_sample_is_of_the_population():
    """Of many followed households as many live in each place as of all, within what a sample may differ."""
    model = prepare("baseline", scale=1.0, units=["芦山县"], years=(2020, 2021)).model("ended")
    following = Following(model, np.array([3000]))
    columns = model.households.columns
    everyone = columns.alternative[(columns.kind == 1)]
    sample = columns.alternative[following.rows]
    gap = np.bincount(sample, minlength=8) / len(sample) - np.bincount(everyone, minlength=8) / len(everyone)
    assert np.abs(gap).max() < 0.03 and np.abs(gap).max() > 0


def test_one_answer_alone_is_the_same_as_beside_the_other(followed, households, choices):
    alone = run("baseline", **OPTIONS, histories=NUMBER, pause="stays").histories
    for one, both in ((alone.households, households), (alone.choices, choices)):
        both = both[both["pause"] == "stays"].reset_index(drop=True)
        pd.testing.assert_frame_equal(one, both, check_exact=True)


def test_units_in_turns_are_followed_as_all_at_once(followed, monkeypatch):
    monkeypatch.setattr(running, "PERSONS_AT_ONCE", 10_000)
    turns = run("baseline", **OPTIONS, histories=NUMBER).histories
    for one, other in zip(turns.tables().values(), followed.histories.tables().values(), strict=True):
        pd.testing.assert_frame_equal(one, other, check_exact=True)


def test_a_unit_with_fewer_families_is_followed_whole(several, model_of):
    model = model_of(several)
    families = [(model.households.used_rows(unit).kind == FAMILY).sum() for unit in range(model.units)]
    following = Following(model, np.array([10, 10**6, 10]))
    assert len(following.rows) == families[1] + 20


def test_families_of_sons_are_followed(households):
    children = households[households["parent"].notna()]
    assert children["household"].nunique() > 5
    first = children.drop_duplicates(["pause", "household"])
    known = households.set_index(KEY).index
    for row in first.itertuples():
        assert (row.pause, row.parent, row.year - 1) in known
        assert "formed" in row.events and not row.reconsidered


# --- what is told of them


def test_no_year_is_missing_between_first_and_last(households):
    spans = households.groupby(["pause", "household"])["year"].agg(["min", "max", "count"])
    assert (spans["max"] - spans["min"] + 1 == spans["count"]).all()
    assert not households.duplicated(KEY).any()


def test_members_are_told_alike(households):
    for column in ("ages", "sexes", "educations", "places", "apart"):
        assert (households[column].map(len) == households["members"]).all()


def test_what_was_chosen_is_what_happened(households, choices):
    assert (choices["worth"] - choices[list(TERMS)].sum(axis=1)).abs().max() < 1e-11
    chosen = choices[choices["chosen"]].set_index(KEY)["alternative"]
    assert chosen.index.is_unique
    thought = households[households["reconsidered"]].set_index(KEY)
    assert len(thought) > 50
    assert thought["chose"].to_dict() == chosen.to_dict()
    assert (thought["placed"] == (thought["chose"] == thought["alternative"])).all()
    present = choices[choices["lives_there"]].set_index(KEY)["alternative"]
    before = households.assign(year=households["year"] + 1).set_index(KEY)["alternative"]
    after = households.set_index(KEY)["alternative"]
    both = after.index.intersection(before.index)
    quiet = both.difference(thought.index)
    assert (after[quiet] == before[quiet]).all()
    assert (after[thought.index] != before[thought.index]).any()
    weighed = present.index.intersection(before.index)
    assert len(weighed) > 0.9 * len(both) and (present[weighed] == before[weighed]).all()


def test_the_luck_of_who_is_not_placed(model_of, several):
    model = model_of(several, changes={"reconsideration": 2.0})
    model.witness = Following(model, shares(2000, model.adcodes))
    model.step()
    model.places.columns.homes[:, 1:3] = 0.0
    model.step()
    frame = model.witness.tables()[0]
    refused = frame[frame["placed"].fillna(True).eq(False)]
    assert len(refused) > 20
    assert set(refused["chose"]) <= {"town", "seat", "seat_for_school", "seat_workers_away"}


def test_events_are_the_bits_of_the_year():
    bits = {name: value for name, value in vars(residence_choice).items()
            if name.isupper() and isinstance(value, int) and value in {1 << bit for bit in range(len(EVENTS))}
            and name in EVENT_NAMES}  # fmt: skip
    assert {EVENTS.index(EVENT_NAMES[name]): value for name, value in bits.items()} == {
        bit: 1 << bit for bit in range(len(EVENTS))
    }


EVENT_NAMES = {
    "ENTERS_PRIMARY": "enters_primary", "ENTERS_JUNIOR_HIGH": "enters_junior_high",
    "ENTERS_SENIOR_HIGH": "enters_senior_high", "PARTNERSHIP": "partnership", "BIRTH": "birth",
    "PARENT_TURNS_60": "parent_turns_60", "RETIREMENT": "retirement", "WIDOWHOOD": "widowhood",
    "FORMED_THIS_YEAR": "formed", "HOME_OFFERED": "home_offered", "OFFER_ALONE": "considers_only_the_offer",
}  # fmt: skip


# --- the files


def test_files_say_what_they_are(written):
    for name in FILES:
        metadata = pq.read_schema(written / name).metadata
        assert json.loads(metadata[b"about"]) == {"note_en": NOTE.en, "note_zh": NOTE.zh}
        dictionary = json.loads(metadata[b"dictionary"])
        assert list(dictionary) == list(COLUMNS[name]) == pq.read_schema(written / name).names
        assert all(entry["en"] and entry["zh"] for entry in dictionary.values())
    assert "synthetic" in NOTE.en and "合成" in NOTE.zh


def test_tables_come_back_as_they_were(followed, written):
    assert verify(written) == []
    kept = read_results(written)
    assert kept.manifest["households_followed"] == followed.histories.households["household"].nunique()
    for one, other in zip(followed.histories.tables().values(), kept.histories.tables().values(), strict=True):
        pd.testing.assert_frame_equal(one, other, check_exact=True)
    parents = kept.histories.households["parent"].dropna()
    assert len(parents) and parents.isin(kept.histories.households["household"]).all()


@pytest.mark.parametrize("name", FILES)
def test_a_flipped_bit_is_found_by_verify_and_never_read_as_a_figure(folder, name):
    chance = random.Random(1)
    path, right = folder / name, read_histories(folder).tables()[name]
    before = path.read_bytes()
    footer = len(before) - 8 - int.from_bytes(before[-8:-4], "little")
    refused = 0
    for trial in range(40):
        content = bytearray(before)
        content[chance.randrange(4, footer)] ^= 1 << chance.randrange(8)
        path.write_bytes(content)
        if trial < 10:
            assert ("changed", name) in {(finding.kind, finding.file) for finding in verify(folder)}
        try:
            pd.testing.assert_frame_equal(read_histories(folder).tables()[name], right, check_exact=True)
        except ResultsError:
            refused += 1
    assert refused > 30


def test_no_file_without_the_option(tmp_path, without):
    folder = write_results(without, tmp_path, "xiancheng run")
    assert not (folder / HOUSEHOLDS_FILE).exists() and not (folder / CHOICES_FILE).exists()
    assert read_results(folder).histories is None
