"""Both languages say the same things with the same placeholders."""

import re
from collections import Counter
from pathlib import Path
from string import Formatter

import pytest

from sim.views import strings

CHINESE = re.compile(r"[一-鿿]")


def fields(template: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(template) if name}


@pytest.mark.parametrize("key", strings.STRINGS)
def test_both_languages(key):
    label = strings.STRINGS[key]
    assert label.en and label.zh
    assert fields(label.en) == fields(label.zh)
    assert not CHINESE.search(label.en)


def test_every_string_is_used_and_every_used_string_exists():
    views = Path(strings.__file__).parent
    code = "".join(path.read_text("utf-8") for path in views.rglob("*.py") if not path.name.endswith("strings.py"))
    built = tuple(re.findall(r"""f[\"'](\w+_)\{""", code))
    quoted = set(re.findall(r"[\"'](\w+)[\"']", code))
    headings = {f"col_{word}" for word in re.findall(r"[\":](\w+)\"", code)}
    unused = [key for key in strings.STRINGS if key not in quoted | headings and not key.startswith(built)]
    assert unused == []
    named = re.findall(r'(?:text|_help|argument)\("(\w+)"', code)
    assert [key for key in named if key not in strings.STRINGS] == []


def test_no_area_takes_the_words_of_another():
    joined = Path(strings.__file__).read_text("utf-8")
    files = [path for path in Path(strings.__file__).parent.rglob("*strings.py")
             if path.stem == "strings" or f"from .{path.stem} import" in joined]  # fmt: skip
    keys = [key for path in files for key in re.findall(r'^    "(\w+)": Label', path.read_text("utf-8"), re.MULTILINE)]
    assert len(files) > 10
    assert [key for key, number in Counter(keys).items() if number > 1] == []


@pytest.mark.parametrize(
    ("environment", "language"),
    [
        ({"LANG": "zh_CN.UTF-8"}, "zh"),
        ({"LANG": "de_DE"}, "en"),
        ({}, "en"),
        ({"LC_ALL": "C", "LANG": "zh_CN"}, "en"),
    ],
)
def test_environment_language(environment, language):
    assert strings.environment_language(environment) == language
