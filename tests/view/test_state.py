"""The state of a page goes into a link or a file and comes back; anything else is refused, saying why."""

import json
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.submodels import LEVERS
from sim.views.app.state import StateError, Steering, ViewState, from_link, from_text

names = st.sampled_from([lever.name for lever in LEVERS])
steerings = st.builds(
    Steering,
    scenario=st.sampled_from(["baseline", "decision-2023", "own-file"]),
    levers=st.dictionaries(names, st.floats(-1e6, 1e6)).map(lambda levers: tuple(sorted(levers.items()))),
    target=st.sampled_from(["", "less_developed_39", "511826"]),
    start=st.integers(2024, 2050),
)
states = st.builds(
    ViewState, steering=steerings, luck_seed=st.integers(0, 2**32 - 1), world_seed=st.integers(0, 2**32 - 1),
    scale=st.floats(0.001, 0.2), pause=st.sampled_from(["ended", "stays"]), reached=st.just(2030),
    shown=st.integers(2010, 2030), county=st.integers(0, 999_999), household=st.integers(0, 2**64 - 1),
    language=st.sampled_from(["en", "zh"]), kept=st.lists(steerings, max_size=4).map(tuple),
)  # fmt: skip


@given(states)
def test_a_state_comes_back_from_its_link_and_its_file(state):
    assert from_link(state.to_link()) == state
    assert from_text(state.to_text()) == state


@given(st.text() | st.binary().map(lambda raw: raw.hex()))
def test_any_other_link_is_refused(written):
    with pytest.raises(StateError):
        from_link(written)


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("scale", 0.5), ("scale", float("nan")), ("scale", True), ("scale", "0.02"), ("luck_seed", -1),
        ("luck_seed", 1.5),
        ("reached", 1900), ("shown", 2036), ("pause", "both"), ("language", "<b>"), ("household", "-1"),
        ("household", str(2**64)), ("kept", [1, 2, 3, 4, 5]), ("steering", None),
    ],
)  # fmt: skip
def test_a_wrong_field_is_named(field, value):
    said = json.loads(replace(ViewState(), reached=2035).to_text()) | {field: value}
    with pytest.raises(StateError) as refused:
        from_text(json.dumps(said))
    assert field in refused.value.in_language("en")
    assert field in refused.value.in_language("zh")


@pytest.mark.parametrize("scenario", ["../secrets", "/etc/passwd", "a.yaml", "", "a b", "<script>"])
def test_a_link_names_no_file(scenario):
    said = json.loads(ViewState().to_text())
    said["steering"]["scenario"] = scenario
    with pytest.raises(StateError, match="scenario"):
        from_text(json.dumps(said))


def test_a_link_that_unpacks_to_too_much_is_refused():
    huge = replace(ViewState(), steering=Steering(levers=tuple((f"lever{k}", 1.0) for k in range(9000))))
    with pytest.raises(StateError):
        from_link(huge.to_link())
