"""Every open unit is predicted once, from other prefectures; the sealed ones appear nowhere."""

import hashlib

import numpy as np

from sim.experiments.validation import folds


def test_five_prefectures_are_sealed_by_the_published_seed(region):
    names = sorted(set(folds.prefectures(region)) - set(folds.DISCUSSED))
    digests = {name: hashlib.sha256(f"20231120:{name}".encode()).hexdigest() for name in names}
    assert folds.sealed_prefectures(region) == tuple(sorted(names, key=digests.get)[:5])
    assert folds.sealed_prefectures(region) == ("Yibin", "Deyang", "Guangyuan", "Dazhou", "Ziyang")


def test_open_folds_hold_every_open_unit_out_once_and_no_sealed_one_ever(region):
    opened = folds.open_units(region)
    every = folds.folds(region, opened)
    where = folds.prefectures(region)
    assert sorted(np.concatenate([fold.held_out for fold in every])) == sorted(opened)
    for fold in every:
        assert set(where[fold.held_out]) == {fold.prefecture}
        assert fold.prefecture not in set(where[fold.training])
        assert not set(where[fold.training]) & set(folds.sealed_prefectures(region))


def test_a_release_predicts_the_sealed_units_from_the_open_ones(region):
    fold = folds.release_fold(region)
    assert set(folds.prefectures(region)[fold.held_out]) == set(folds.sealed_prefectures(region))
    assert len(fold.held_out) + len(fold.training) == len(region.units)
