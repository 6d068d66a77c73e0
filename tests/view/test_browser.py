"""The page in a real browser, as a person uses it. Skipped, saying so, where there is no browser."""

import re
import socket
import subprocess
import sys
from dataclasses import replace
from urllib.parse import unquote

import pandas as pd
import pytest

from sim.views.app.state import Steering, ViewState

from .conftest import LUSHAN, MARKUP, ROOT, SCALE, UNITS

BASELINE = ViewState(steering=Steering("baseline"), scale=SCALE, reached=2025, shown=2025)
IN_COUNTY = replace(BASELINE, county=LUSHAN)
LEVER, FULL = "school_quality_gap_closed_village", 100
CHINESE = re.compile(r"[\u4e00-\u9fff]")
# Latin words a Chinese page may have: the other language, a unit of utility.
LATIN = {"English", "logit"}


@pytest.fixture
def page(visit):
    """The page on the baseline in 2025."""
    return visit(BASELINE)


def test_the_page_loads_with_every_part(page):
    parts = page.page.locator("[data-part]").evaluate_all("all => all.map(one => one.dataset.part)")
    assert set(parts) >= {"time", "policy", "levers", "world", "keep", "headline", "map", "path", "change", "county"}
    assert page.page.title().startswith("Xiancheng")
    seats = page.chart("map")[-1]["data"]
    assert len(seats) == len(UNITS) == len(page.table("map"))
    assert page.page.locator(".xc-chart canvas").count() == 3


def test_step_play_pause_and_reset_move_the_charts(page):
    before = page.chart("path"), page.chart("map")
    page.press("step")
    assert page.page.input_value("input[data-name=year]") == "2026"
    assert page.chart("path") != before[0] and page.chart("map") != before[1]
    page.page.click("button[data-name=play]")
    page.page.click("button[data-name=pause]:not([disabled])")
    page.settled()
    reached = int(page.page.input_value("input[data-name=year]"))
    assert 2026 <= reached < 2030
    page.page.click("button[data-name=play]")
    page.page.wait_for_function("document.querySelector('input[data-name=year]').value === '2030'")
    page.settled()
    assert len(page.table("path")) == 11
    page.does(lambda: page.page.fill("input[data-name=year]", "2024"))
    assert page.figure("share") == f"{page.table('path')[4][1]} %"
    page.press("reset")
    assert len(page.table("path")) == 1
    assert page.page.is_disabled("button[data-name=reset]")


def test_a_lever_moves_the_steered_run_and_can_be_let_go(page):
    assert page.figure("added") == "+0.00 pp"
    before = page.chart("path")
    page.lever(LEVER, FULL)
    assert page.figure("added") != "+0.00 pp"
    after = page.chart("path")
    assert after[0]["data"] != before[0]["data"] and after[1]["data"] == before[1]["data"]
    assert "1" in page.page.inner_text(".xc-steered")
    page.does(lambda: page.page.click(f"[data-lever={LEVER}] button"))
    assert page.figure("added") == "+0.00 pp"


def test_a_lever_in_one_county_leaves_the_others(visit):
    page = visit(IN_COUNTY)
    page.choose("target", str(LUSHAN)).choose("start", "2025")
    page.lever(LEVER, FULL)
    added = {row[0]: row[2] for row in page.table("map")}
    assert added.pop("Lushan County") != "+0.00"
    assert set(added.values()) == {"+0.00"}


def test_what_is_on_screen_is_what_the_command_line_gives(visit, tmp_path):
    page = visit(replace(IN_COUNTY, luck_seed=3))
    page.choose("scenario", "decision-2023").lever("seat_jobs", 0.7)
    saved = page.page.get_attribute("a[data-name=scenario]", "href")
    file = tmp_path / "steered.yaml"
    file.write_text(unquote(saved.split(",", 1)[1]), encoding="utf-8")
    subprocess.run(
        [sys.executable, "-m", "sim", "run", str(file), "--units", ",".join(UNITS), "--scale", str(SCALE),
         "--seed", "3", "--pause", "ended", "--years", "2020:2025", "--no-band", "--lang", "en",
         "--out", str(tmp_path / "results")],
        cwd=ROOT, check=True, capture_output=True,
    )  # fmt: skip
    (folder,) = (tmp_path / "results").glob("*/*")
    summary = pd.read_csv(folder / "summary.csv")
    overall = summary[summary["group"] == summary["group"].iloc[0]]
    assert [row[1] for row in page.table("path")] == [f"{100 * share:.2f}" for share in overall["urban_share"]]
    counties = pd.read_csv(folder / "indicators.csv")
    now = counties[counties["year"] == 2025].sort_values("urban_share")
    shown = [[row[0], row[1], row[3]] for row in page.table("map")]
    assert shown == [
        [name, f"{100 * share:.2f}", f"{residents:,.0f}"]
        for name, share, residents in zip(now["name_en"], now["urban_share"], now["residents"], strict=True)
    ]
    changes = overall.iloc[1:]
    assert [row[-1] for row in page.table("change")] == [f"{by:+.3f}" for by in changes["change_total"]]


def test_the_language_switch_leaves_nothing_untranslated(visit):
    page = visit(IN_COUNTY)
    page.does(lambda: page.page.click("[data-part=households] table button"))
    page.page.evaluate("document.querySelectorAll('details').forEach(one => one.open = true)")
    # The documents are quoted in their own words.
    page.page.add_style_tag(content=".xc-levers .source p:first-of-type { display: none }")
    english = page.page.inner_text(".xc-page").replace("中文", "").replace(MARKUP, "")
    assert not CHINESE.search(english), CHINESE.findall(english)
    page.choose("language", "zh")
    foreign = set(re.findall(r"[A-Za-z]{2,}", page.page.inner_text(".xc-page").replace(MARKUP, ""))) - LATIN
    assert not foreign
    labels = page.page.locator("[aria-label], [title]").evaluate_all(
        "all => all.flatMap(one => [one.getAttribute('aria-label'), one.title]).filter(Boolean)"
    )
    assert all(CHINESE.search(label) or label == "English" for label in labels)
    assert page.page.evaluate("document.documentElement.lang") == "zh-CN"


def test_two_visitors_do_not_touch_each_other(visit):
    one, other = visit(BASELINE), visit(BASELINE)
    before = other.page.inner_text(".xc-right"), other.chart("path")
    one.lever(LEVER, FULL).press("step")
    one.choose("language", "zh")
    assert (other.page.inner_text(".xc-right"), other.chart("path")) == before
    other.press("step")
    assert other.figure("added") == "+0.00 pp" and one.figure("added") != "+0.00 个百分点"


def test_names_that_are_markup_stay_text(visit):
    page = visit(replace(IN_COUNTY, steering=Steering("own-file", ((LEVER, 100.0),))))
    page.press("add")
    assert MARKUP in page.page.inner_text(".xc-steered")
    assert MARKUP in page.page.inner_text("select[data-name=scenario]")
    page.page.locator("[data-part=path] .xc-chart").hover()
    page.page.locator("[data-part=map] .xc-chart").hover()
    wrong = visit(link=page.page.url.split("?")[0] + "?state=" + MARKUP)
    assert wrong.page.is_visible("[role=alert]")
    for each in (page, wrong):
        assert each.page.evaluate("window.hacked") is None
        assert each.page.locator("img[src=x]").count() == 0


def test_the_state_opens_again_from_its_link_and_its_file(visit, tmp_path):
    first = visit(IN_COUNTY)
    first.lever(LEVER, FULL).press("add")
    first.press("step")
    shown = first.figure("share"), first.figure("added"), first.table("path"), first.table("county")
    link = first.page.input_value("input[data-name=link]")
    assert link == first.page.url  # the address bar holds it, too
    again = visit(link=link)
    assert (again.figure("share"), again.figure("added"), again.table("county")) == (shown[0], shown[1], shown[3])
    file = tmp_path / "page.json"
    file.write_text(unquote(first.page.get_attribute("a[data-name=state]", "href").split(",", 1)[1]), encoding="utf-8")
    other = visit(BASELINE)
    other.does(lambda: other.page.set_input_files("input[data-name=open]", str(file)))
    other.page.wait_for_selector(".xc-page[data-activity=idle] [data-part=households]")
    assert (other.figure("share"), other.figure("added")) == shown[:2]
    assert other.page.locator("button[data-name^=forget]").count() == 1
    file.write_text("{}")
    other.page.set_input_files("input[data-name=open]", str(file))
    other.page.wait_for_selector("[role=alert]")
    assert other.figure("share") == shown[0]


def test_a_county_and_a_household_can_be_followed(page):
    page.page.locator("[data-part=map] summary").click()
    page.does(lambda: page.page.click("[data-part=map] table button:text('Lushan County')"))
    county = page.page.inner_text("[data-part=county]")
    assert "In 2025" in county or "in 2025" in county
    assert len(page.chart("county")) == 7  # six flows and their total
    page.does(lambda: page.page.click("[data-part=households] table button"))
    page.page.wait_for_selector("[data-part=households] details:nth-of-type(3)")
    life, reasons = page.table("households", 1), page.table("households", 2)
    assert [row[0] for row in life] == [str(year) for year in range(2020, 2026)]
    worth, chance = reasons[-2], reasons[-1]
    for column in range(1, len(worth)):
        assert sum(float(row[column]) for row in reasons[:-2]) == pytest.approx(float(worth[column]), abs=0.2)
    assert sum(map(float, chance[1:])) == pytest.approx(100, abs=0.5)
    assert "synthetic" in page.page.inner_text("[data-part=households]")


def test_a_seat_on_the_map_opens_its_county(page):
    chart = page.page.locator("[data-part=map] .xc-chart")
    x, y = chart.evaluate(
        "e => e.__vue__.chart.convertToPixel({seriesIndex: 0}, e.__vue__.chart.getOption().series[0].data[2].value)"
    )
    page.does(lambda: chart.click(position={"x": x, "y": y}))
    assert page.page.input_value("select[data-name=county]") != "0"


def test_the_keyboard_reaches_everything_and_everything_has_a_name(visit):
    page = visit(IN_COUNTY)
    page.page.evaluate("document.querySelectorAll('.xc-levers > details').forEach(one => one.open = true)")
    nameless = page.page.locator(".xc button, .xc input, .xc select, .xc a, .xc summary").evaluate_all(
        """all => all.filter(one => {
          const by = one.getAttribute('aria-labelledby');
          const name = one.getAttribute('aria-label') || (by && document.getElementById(by).textContent)
            || one.textContent;
          return !name.trim() || one.tabIndex < 0;
        }).map(one => one.outerHTML)"""
    )
    assert nameless == []
    charts = page.page.locator(".xc-chart")
    tables = page.page.locator(".xc-table").count()
    assert tables >= charts.count()
    assert all(charts.evaluate_all("all => all.map(one => one.getAttribute('aria-label').length > 10)"))
    slider = page.page.locator(f"[data-lever={LEVER}] input[type=range]")
    slider.focus()
    page.does(lambda: slider.press("End"))
    assert page.figure("added") != "+0.00 pp"
    assert slider.get_attribute("aria-valuetext").startswith("100")
    page.page.focus("button[data-name=step]")
    page.does(lambda: page.page.keyboard.press("Enter"))
    assert page.page.input_value("input[data-name=year]") == "2026"


def test_a_value_out_of_bounds_is_refused_and_said(page):
    page.lever(LEVER, 5000)
    assert "5000" in page.page.inner_text("[role=alert]")
    assert page.figure("added") == "+0.00 pp"


def test_another_seed_and_scale_are_another_world(page):
    before = page.chart("path")
    page.type("input[data-name=luck_seed]", 7)
    after = page.chart("path")
    assert len(after[0]["data"]) == len(before[0]["data"]) and after != before


def test_a_link_to_what_is_not_there_is_refused_and_said(visit):
    for steering in (Steering("no-such-scenario"), Steering("baseline", (("seat_land", 1e6),)), Steering("history")):
        page = visit(replace(BASELINE, steering=steering))
        if steering.scenario != "history":
            assert page.page.is_visible("[role=alert]")
        assert page.page.is_visible("[data-part=headline]")


def answered(address, **headers):
    """The first line a server answers a handshake with."""
    host = address.removeprefix("http://").rstrip("/")
    name, port = host.split(":")
    given = {"Host": host, "Origin": f"http://{host}", "Upgrade": "websocket", "Connection": "Upgrade",
             "Sec-WebSocket-Version": "13", "Sec-WebSocket-Key": "dGhlIHNhbXBsZSBub25jZQ=="} | headers  # fmt: skip
    lines = [f"{key}: {value}" for key, value in given.items() if value]
    path = "/jupyter/api/kernels/1/channels?session_id=1"
    with socket.create_connection((name, int(port)), timeout=20) as line:
        line.sendall("\r\n".join([f"GET {path} HTTP/1.1", *lines, "", ""]).encode())
        return line.recv(4096).split(b"\r\n")[0].decode()


def test_the_server_itself_keeps_strangers_out(address):
    assert "101" in answered(address)
    assert "403" in answered(address, Origin="https://evil.example")
    assert "403" in answered(address, Origin="")
    assert "403" in answered(address, Host="evil.example")
    assert "421" in answered(address, Host="evil.example", Upgrade="", Connection="close")
