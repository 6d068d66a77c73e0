"""The report in a real browser: on a phone and on a desk, on paper, without scripts, and nothing asked of anyone."""

import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parents[1]))
from fake_folders import comparison_folder, run_folder  # noqa: E402

from sim.views.opened import open_results  # noqa: E402
from sim.views.report.page import page as report_page  # noqa: E402


@pytest.fixture(scope="module")
def report(chromium, tmp_path_factory):
    root = tmp_path_factory.mktemp("results")
    folders = [
        comparison_folder(root, attributed=True, units=["芦山县", "宝兴县"], years=(2020, 2028)),
        run_folder(root, units=["芦山县", "宝兴县"], years=(2020, 2028)),
    ]
    path = root / "report.html"
    path.write_text(report_page([open_results(folder, "zh") for folder in folders], "zh"), encoding="utf-8")
    return path.as_uri()


@pytest.fixture
def shown(chromium, report):
    """The report at a width in pixels, scripts switched off; with what it asked for elsewhere."""
    contexts = []

    def show(width):
        context = chromium.new_context(viewport={"width": width, "height": 900}, java_script_enabled=False)
        contexts.append(context)
        page, elsewhere = context.new_page(), []
        page.on("request", lambda asked: asked.url.startswith(("file:", "data:")) or elsewhere.append(asked.url))
        page.goto(report)
        return page, elsewhere

    yield show
    for context in contexts:
        context.close()


@pytest.mark.parametrize("width", [360, 1200])
def test_it_fits_the_screen_and_asks_nothing_of_anyone(shown, width):
    page, elsewhere = shown(width)
    assert elsewhere == []
    body = page.locator("body").bounding_box()
    assert body["x"] >= 0 and body["width"] <= width
    for part in page.locator("section, h1, h2, p").all():
        box = part.bounding_box()
        assert box["x"] + box["width"] <= width + 1


def test_every_picture_is_drawn(shown):
    page, _ = shown(1200)
    boxes = [picture.bounding_box() for picture in page.locator("img").all()]
    assert len(boxes) >= 7 and all(box["width"] > 400 and box["height"] > 100 for box in boxes)


def test_paper_gets_the_report_without_its_links(shown):
    page, _ = shown(1200)
    assert page.locator("nav").is_visible()
    page.emulate_media(media="print")
    assert not page.locator("nav").is_visible() and page.locator("section.answer").first.is_visible()
    assert page.pdf(format="A4").startswith(b"%PDF")
