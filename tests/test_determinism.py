"""The same figures whatever the threads, the hash seed, the process, the order or the company of a county."""

import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from sim.experiments import run as running
from sim.experiments.run import prepare, run
from sim.tables import csv_bytes, tables

ROOT = Path(__file__).parent.parent
UNITS = ["芦山县", "宝兴县"]
OPTIONS = {"scale": 0.1, "units": UNITS, "years": (2020, 2025)}

PRINT_DIGEST = """
from sim.experiments.run import run
from sim.tables import csv_bytes, exact_digest, tables
result = run("decision-2023-core", scale=0.1, units=["芦山县", "宝兴县"], years=(2020, 2025), threads={threads})
print(exact_digest({{name: csv_bytes(table) for name, table in tables(result).items()}}))
"""


def digest_of_another_process(threads, hash_seed):
    environment = os.environ | {
        "PYTHONHASHSEED": str(hash_seed), "PYTHONPATH": str(ROOT), "PYTHONUTF8": "1",
    }  # fmt: skip
    done = subprocess.run(
        [sys.executable, "-c", PRINT_DIGEST.format(threads=threads)],
        env=environment, cwd=ROOT, capture_output=True, text=True, encoding="utf-8", check=True,
    )  # fmt: skip
    return done.stdout.strip()


def assert_same(one, other):
    assert set(one.frames) == set(other.frames)
    for answer in one.frames:
        pd.testing.assert_frame_equal(one.frames[answer], other.frames[answer], check_exact=True)
        pd.testing.assert_frame_equal(one.flows[answer], other.flows[answer], check_exact=True)


def test_two_processes_with_other_threads_and_hash_seeds_write_the_same_tables():
    digests = {digest_of_another_process(threads, seed) for threads, seed in ((1, 0), (2, 1))}
    assert len(digests) == 1 and len(digests.pop()) == 64


def test_threads_do_not_matter_to_any_household(several, model_of, unit_digests):
    models = [model_of(several, threads=threads) for threads in (1, 2)]
    for _ in range(3):
        for model in models:
            model.step()
        assert unit_digests(models[0]) == unit_digests(models[1])
    pd.testing.assert_frame_equal(models[0].indicators(), models[1].indicators(), check_exact=True)


def test_units_in_turns_are_what_they_are_together(monkeypatch):
    together = run("decision-2023-core", **OPTIONS)
    monkeypatch.setattr(running, "PERSONS_AT_ONCE", 10_000)
    told = []
    in_turns = run("decision-2023-core", once=True, progress=lambda done, _: told.append(done), **OPTIONS)
    assert told == sorted(told) and told[-1] == 1.0 and 0.5 in told  # after the first of two populations
    names = {name: csv_bytes(table) for name, table in tables(together).items()}
    assert {name: csv_bytes(table) for name, table in tables(in_turns).items()} == names
    assert in_turns.households == together.households


def test_the_order_of_counties_does_not_matter(several, model_of, unit_digests):
    models = [model_of(several, threads=1) for _ in range(3)]
    models[1].crew.order = models[1].crew.order[::-1]
    for year in range(3):
        np.random.default_rng(year).shuffle(models[2].crew.order)
        for model in models:
            model.step()
    assert unit_digests(models[0]) == unit_digests(models[1]) == unit_digests(models[2])


@pytest.mark.parametrize("name", ["芦山县", "511826"])
def test_a_county_alone_is_what_it_is_in_the_whole_domain(name, domain, model_of, region, unit_digests):
    alone = prepare("baseline", scale=0.02, units=[name], years=(2020, 2030), threads=1)
    one, every = model_of(alone, threads=1), model_of(domain)
    unit = int(region.find([name])[0])
    for _ in range(2):
        one.step()
        every.step()
        assert unit_digests(one) == [unit_digests(every)[unit]]
    columns = [column for column in one.indicators() if column != "unit"]
    there = every.indicators()
    there = there[there["unit"] == unit][columns].reset_index(drop=True)
    pd.testing.assert_frame_equal(one.indicators()[columns], there, check_exact=True)


def test_the_order_in_which_counties_are_named_does_not_matter():
    one = run(**OPTIONS, pause="ended")
    other = run(**(OPTIONS | {"units": UNITS[::-1]}), pause="ended")
    for adcode in one.frames["ended"]["adcode"].unique():
        parts = [
            frame[frame["adcode"] == adcode].drop(columns="unit").reset_index(drop=True)
            for frame in (one.frames["ended"], other.frames["ended"])
        ]
        pd.testing.assert_frame_equal(*parts, check_exact=True)


def test_both_answers_together_are_each_answer_alone():
    together = run(**OPTIONS)
    for answer in ("ended", "stays"):
        alone = run(**OPTIONS, pause=answer)
        pd.testing.assert_frame_equal(together.frames[answer], alone.frames[answer], check_exact=True)
        pd.testing.assert_frame_equal(together.flows[answer], alone.flows[answer], check_exact=True)
    after = together.frames["ended"]["year"] > 2023
    assert (together.frames["ended"][after] != together.frames["stays"][after]).to_numpy().any()


def test_the_same_run_again_is_the_same_and_another_seed_is_not():
    first = run(**OPTIONS, pause="ended")
    assert_same(first, run(**OPTIONS, pause="ended"))
    for other in (run(**OPTIONS, pause="ended", luck_seed=2), run(**OPTIONS, pause="ended", world_seed=2)):
        last = [result.frames["ended"]["town_residents"].iloc[-len(UNITS) :] for result in (first, other)]
        assert (last[0].to_numpy() != last[1].to_numpy()).any()


def test_a_copy_goes_its_own_way(county, model_of, unit_digests):
    model = model_of(county, threads=1)
    model.step()
    before, rows = unit_digests(model), model.indicators()
    twin = model.copy()
    twin.step()
    assert unit_digests(model) == before
    pd.testing.assert_frame_equal(model.indicators(), rows)
    model.step()
    assert unit_digests(model) == unit_digests(twin) != before


def test_models_do_not_change_the_population_they_start_from(county, model_of, unit_digests):
    first = model_of(county, threads=1)
    at_start = unit_digests(first)
    first.step()
    assert unit_digests(model_of(county, threads=1)) == at_start != unit_digests(first)
