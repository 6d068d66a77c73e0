"""`xiancheng view`: what it refuses before anything heavy starts, and what it starts with."""

import json
import socket
from pathlib import Path

import pytest

from sim.scenario import ScenarioError
from sim.views.app.server import Address, listen
from sim.views.app.start import asked_for
from sim.views.commands import view
from sim.views.failures import UserError
from sim.views.options import Pause, checked


def options(**given):
    defaults = {"scale": 0.02, "world_seed": 1, "years": "2020:2035", "units": None, "threads": None,
                "pause": Pause.ENDED, "lang": None, "data": None}  # fmt: skip
    return checked(**defaults | given)


def test_it_starts_with_the_evidenced_decision_in_the_goal_year(region):
    asked = asked_for(None, region, 1, None, options())
    assert asked.start.steering.scenario == "decision-2023-evidenced"
    assert asked.start.reached == region.goal_year and asked.units is None


def test_it_starts_with_what_was_asked_for(region, tmp_path):
    own = tmp_path / "mine.yaml"
    own.write_text("title: {en: A, zh: 甲}\nwhy: b\nsource: c\nextends: baseline\n", encoding="utf-8")
    asked = asked_for(str(own), region, 7, None, options(units="芦山县", years="2020:2024", pause=Pause.BOTH))
    assert asked.library.load(asked.start.steering.scenario).title.en == "A"
    assert (asked.start.luck_seed, asked.start.county, asked.start.reached) == (7, 511826, 2024)
    assert asked.start.pause == "ended"  # a page follows one answer


def test_a_wrong_scenario_scale_or_boundaries_file_is_refused(region, tmp_path):
    with pytest.raises(ScenarioError, match="baseline"):
        asked_for("baselin", region, 1, None, options())
    with pytest.raises(UserError, match=r"0\.2"):
        asked_for(None, region, 1, None, options(scale=0.5))
    file = tmp_path / "b.json"
    file.write_text(json.dumps({"type": "FeatureCollection", "features": []}))
    for path in (file, tmp_path / "none.json"):
        with pytest.raises(UserError, match=path.name):
            asked_for(None, region, 1, path, options())


@pytest.mark.parametrize(
    ("host", "token"),
    [("0.0.0.0", None), ("192.168.1.5", "short"), ("::", "a" * 15), ("127.0.0.1", "<script>alert(1)")],
)
def test_other_machines_come_in_with_a_good_token_only(host, token):
    with pytest.raises(UserError, match="token"):
        view._guarded(host, token, "en")


def test_this_machine_needs_no_token(capsys):
    view._guarded("127.0.0.1", None, "en")
    assert capsys.readouterr().err == ""
    view._guarded("0.0.0.0", "abcdefgh12345678", "en")
    assert "0.0.0.0" in capsys.readouterr().err


def test_a_missing_extra_is_named_with_what_to_type(monkeypatch):
    monkeypatch.setattr(view, "PACKAGES", ("no_such_package",))
    for language in ("en", "zh"):
        with pytest.raises(UserError, match=r"no_such_package.*pip install 'xiancheng\[view\]'"):
            view._installed(language)


def test_a_port_that_is_taken_is_said():
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        with pytest.raises(OSError):
            listen(Address(port=taken.getsockname()[1]))


def test_the_address_to_type():
    assert Address().url(8765) == "http://127.0.0.1:8765/"
    assert Address("::1").url(1) == "http://[::1]:1/"
    assert Address("0.0.0.0", token="t" * 16).url(1) == f"http://127.0.0.1:1/?token={'t' * 16}"


def test_the_templates_put_nothing_in_as_markup():
    app = Path(view.__file__).parents[1] / "app"
    templates = "".join(path.read_text("utf-8") for path in app.glob("*.vue"))
    assert templates.count("<template>") >= 5
    for way in ("v-html", "innerHTML", "eval(", "document.write", "http://", "https://"):
        assert way not in templates
    code = "".join(path.read_text("utf-8") for path in app.glob("*.py"))
    assert "solara.HTML" not in code and "Markdown" not in code
