"""The pictures of the page in the docs: drawn by running this with XIANCHENG_PICTURES=1, never otherwise."""

import os
from dataclasses import replace

import pytest

from sim.views.app.state import Steering, ViewState

from .conftest import ROOT, View, serving

PICTURES = ROOT / "docs" / "pictures"
WIDE, HIGH = 1440, 1000
STATE = ViewState(
    steering=Steering("decision-2023").with_lever("village_amenity", 0.0), reached=2030, shown=2027
)
COUNTY = replace(STATE, county=511826)

pytestmark = pytest.mark.skipif(os.environ.get("XIANCHENG_PICTURES") != "1", reason="draws only if asked to")


@pytest.fixture(scope="module")
def whole(chromium):
    """The view as it starts, all counties at its own scale."""
    with serving("--years", "2020:2035") as address:
        yield address


@pytest.mark.parametrize("language", ["en", "zh"])
def test_draw(chromium, whole, language):
    suffix = "" if language == "en" else ".zh"
    page = chromium.new_page(viewport={"width": WIDE, "height": HIGH})
    page.set_default_timeout(180_000)
    page.goto(f"{whole}?state={replace(COUNTY, language=language).to_link()}")
    view = View(page)
    page.click("details[data-family=citizenship] > summary")
    page.evaluate("window.scrollTo(0, 0)")
    page.screenshot(path=PICTURES / f"view{suffix}.png")
    # The first of the sample that has chosen anew.
    for one in page.locator("[data-part=households] details:nth-of-type(1) button").all():
        view.does(one.click)
        if page.locator("[data-part=households] th:has-text('✓')").count():
            break
    page.locator("[data-part=county]").screenshot(path=PICTURES / f"view_county{suffix}.png")
    page.locator("[data-part=households]").screenshot(path=PICTURES / f"view_household{suffix}.png")
    page.close()
