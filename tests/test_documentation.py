"""The pages say what the code does: steps, submodels, parameters, names and links are held to it."""

from __future__ import annotations

import ast
import itertools
import re
from functools import cache
from pathlib import Path

import pytest

from sim.indicators import INDICATORS
from sim.randomness import LUCK, WORLD
from sim.submodels import DECLARATIONS, LEVERS, SUBMODELS
from sim.views import parameter_page

ROOT = Path(__file__).parents[1]
SIM, DOCS = ROOT / "sim", ROOT / "docs"
PAGES = sorted([*DOCS.rglob("*.md"), *ROOT.glob("*.md"), *(ROOT / "results").glob("*.md")])
ODD = (DOCS / "odd.md").read_text(encoding="utf-8")
PARAMETERS = {parameter.name for parameter in DECLARATIONS}

FENCE = re.compile(r"^```.*?^```", re.MULTILINE | re.DOTALL)
SPAN = re.compile(r"`([^`\n]+)`")
NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]*(\(\))?")
BRACES = re.compile(r"[a-z0-9_]*(?:\{[a-z_,]+\}[a-z0-9_]*)+")
LINK = re.compile(r"\[[^\]]*\]\(([^)\s]+)\)")
# A path from the root of a disk, of a home, or of Windows. Web addresses are not.
ABSOLUTE = re.compile(
    r"(?<![\w.:/)\]>])(?:/(?:home|root|tmp|work|usr|opt|var|mnt|Users|etc|srv)/|~/|[A-Z]:\\)"
)
# What braces stand for that are not spelled out.
STANDS_FOR = {
    "sex": "male,female",
    "place": "village,town,seat,city,other_province",
    "s": "education,health,elder_care,childcare",
}
# Words in code font that are not names of this package.
NOT_OURS = {"code", "__pycache__"}


def without_code(text: str) -> str:
    """A page without its code blocks."""
    return FENCE.sub("", text)


def spans(text: str) -> list[str]:
    """All texts in code font outside code blocks."""
    return SPAN.findall(without_code(text))


def spelled_out(pattern: str) -> set[str]:
    """Every name a pattern with braces stands for: `wage_{town,seat}` is two."""
    parts = re.split(r"\{([^}]*)\}", pattern)
    choices = [
        STANDS_FOR.get(part, part).split(",") if number % 2 else [part] for number, part in enumerate(parts)
    ]
    return {"".join(choice) for choice in itertools.product(*choices)}


@cache
def names_in_code() -> frozenset[str]:
    """Every name the package knows, and every single word in quotes."""
    names: set[str] = set()
    for path in SIM.rglob("*.py"):
        names.add(path.stem)
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            match node:
                case (
                    ast.Name(id=name)
                    | ast.Attribute(attr=name)
                    | ast.arg(arg=name)
                    | ast.keyword(arg=str(name))
                ):
                    names.add(name)
                case ast.FunctionDef(name=name) | ast.ClassDef(name=name):
                    names.add(name)
                case ast.Constant(value=str(word)) if NAME.fullmatch(word):
                    names.add(word)
    return frozenset(names)


def section(text: str, heading: str) -> str:
    """What stands under a heading, up to the next one of the same rank."""
    rank = heading.split(" ")[0]
    found = re.search(
        rf"^{re.escape(heading)}.*?\n(.*?)(?=^{rank} |\Z)", fences_aside(text), re.MULTILINE | re.DOTALL
    )
    assert found, f"no heading {heading}"
    return found[1]


def fences_aside(text: str) -> str:
    """The page with lines in code blocks that look like headings indented."""
    return FENCE.sub(lambda block: block[0].replace("\n#", "\n #"), text)


def headings(text: str) -> list[tuple[str, str]]:
    """Title and file of every submodel's heading."""
    return re.findall(r"^### (.+?) — `submodels/(\w+)\.py`$", text, re.MULTILINE)


# --- the year


def test_the_year_is_the_code():
    model = ast.parse((SIM / "model.py").read_text(encoding="utf-8"))
    step = next(node for node in ast.walk(model) if isinstance(node, ast.FunctionDef) and node.name == "step")
    calls = []
    statements = step.body[1:]  # the docstring first
    blocks = [one for one in statements if isinstance(one, ast.With)]
    assert {ast.unparse(block.items[0].context_expr) for block in blocks} == {"self.crew.unit_by_unit()"}
    for statement in (each for one in statements for each in (one.body if one in blocks else [one])):
        assert isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Call), ast.unparse(
            statement
        )
        function = statement.value.func
        assert isinstance(function, ast.Attribute) and ast.unparse(function.value) == "self"
        calls.append(function.attr)
    listed = re.findall(r"^(\d+)\. `(\w+)` — ", section(ODD, "## 3. "), re.MULTILINE)
    assert [name for _, name in listed] == calls
    assert [int(number) for number, _ in listed] == list(range(1, len(calls) + 1))


# --- submodels


def test_every_submodel_has_its_section_and_the_reverse():
    here = {path.stem for path in (SIM / "submodels").glob("*.py")} - {"__init__"}
    described = [file for _, file in headings(ODD)]
    assert sorted(described) == sorted(here)


def test_submodels_are_called_by_their_names():
    titles = {module.__name__.rpartition(".")[2]: parameter_page.title(module) for module in SUBMODELS}
    for name, file in headings(ODD):
        assert titles.get(file, name) == name


# --- parameters


def test_every_parameter_is_named():
    named = set(re.findall(r"[a-z][a-z0-9_]+", ODD))
    named |= {word for pattern in BRACES.findall(ODD) for word in spelled_out(pattern)}
    missing = [parameter.name for parameter in DECLARATIONS if parameter.name not in named]
    assert not missing, "say in docs/odd.md how they enter: " + ", ".join(missing)


def test_every_name_in_an_equation_exists():
    known = names_in_code() | PARAMETERS
    unknown = set()
    for block in FENCE.findall(ODD):
        patterns = BRACES.findall(block)
        unknown |= {name for pattern in patterns for name in spelled_out(pattern)} - known
        plain = BRACES.sub(" ", block)
        unknown |= {name for name in re.findall(r"\b[a-z]\w*_\w+\b", plain) if name not in known}
    assert sorted(unknown) == []


@pytest.mark.parametrize("page", ["odd.md", "architecture.md"])
def test_every_name_in_code_font_exists(page):
    text = (DOCS / page).read_text(encoding="utf-8")
    known = names_in_code() | PARAMETERS
    unknown = []
    for span in spans(text):
        if BRACES.fullmatch(span):
            unknown += [name for name in spelled_out(span) if name not in known]
        elif NAME.fullmatch(span) and span.removesuffix("()") not in known:
            unknown.append(span)
    assert sorted(set(unknown) - NOT_OURS) == []


def test_every_file_in_code_font_exists():
    missing = []
    for page in PAGES:
        for span in spans(page.read_text(encoding="utf-8")):
            if re.fullmatch(r"[\w./-]+\.(py|md|yaml)", span) and "/" in span:
                places = (ROOT, SIM, DOCS, page.parent)
                if not any((place / span).exists() for place in places):
                    missing.append(f"{page.relative_to(ROOT)}: {span}")
    assert not missing


def test_levers_name_an_indicator():
    assert [lever.name for lever in LEVERS if lever.outcome not in INDICATORS] == []


def test_streams_are_as_written():
    assert f"`WORLD` 0x{WORLD:08X}, `LUCK` 0x{LUCK:08X}" in ODD


def test_purposes_of_draws_are_as_written():
    tree = ast.parse((SIM / "randomness.py").read_text(encoding="utf-8"))
    declared = {
        node.targets[0].id: node.value.value
        for node in tree.body
        if isinstance(node, ast.Assign)
        and isinstance(node.targets[0], ast.Name)
        and isinstance(node.value, ast.Constant)
    }
    purposes = {name: value for name, value in declared.items() if name not in ("LUCK", "WORLD", "BLOCK")}
    written = {name: int(value, 16) for name, value in re.findall(r"`([A-Z_]+)` (0x0[0-9A-F]{3})\b", ODD)}
    assert written == purposes


# --- generated pages


def test_generated_pages_are_current(tmp_path):
    fresh = {path.relative_to(tmp_path): path for path in parameter_page.write(tmp_path)}
    for name, path in fresh.items():
        committed = DOCS / name
        assert committed.read_text(encoding="utf-8") == path.read_text(encoding="utf-8"), (
            f"docs/{name} is not what the declarations say: run {parameter_page.COMMAND}"
        )
    assert {path for path in tmp_path.rglob("*") if path.is_file()} == set(fresh.values())
    assert {path.name for path in (DOCS / "levers").iterdir()} == {
        name.name for name in fresh if name.parent.name == "levers"
    }


def test_the_parameter_page_has_every_declaration_once():
    named = re.findall(r"^\| `(\w+)` \|", parameter_page.page(), re.MULTILINE)
    assert sorted(named) == sorted(PARAMETERS)


# --- all pages


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.relative_to(ROOT).as_posix())
def test_links_lead_somewhere(page):
    broken = []
    for target in LINK.findall(without_code(page.read_text(encoding="utf-8"))):
        address, _, anchor = target.partition("#")
        if re.match(r"[a-z]+:", address):
            continue
        file = page.parent / address if address else page
        missing_anchor = anchor and file.suffix == ".md" and file.exists() and anchor not in _anchors(file)
        if not file.exists() or missing_anchor:
            broken.append(target)
    assert not broken


def _anchors(page: Path) -> set[str]:
    """The anchors that headings get."""
    found = re.findall(r"^#+ (.+)$", without_code(page.read_text(encoding="utf-8")), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).strip().replace(" ", "-") for heading in found}


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.relative_to(ROOT).as_posix())
def test_pages_name_no_absolute_path(page):
    found = ABSOLUTE.findall(page.read_text(encoding="utf-8"))
    assert not found


def test_decisions_are_numbered_and_short():
    records = sorted((DOCS / "decisions").glob("*.md"))
    records = [record for record in records if record.name != "README.md"]
    assert [record.name[:4] for record in records] == [
        f"{number:04}" for number in range(1, len(records) + 1)
    ]
    for record in records:
        text = record.read_text(encoding="utf-8")
        # What was tried and set aside may have a heading of its own.
        headings = re.findall(r"^## (.+)$", text, re.MULTILINE)
        usual = [each for each in headings if each in ("Context", "Decision", "Consequences")]
        assert usual == ["Context", "Decision", "Consequences"] and len(headings) <= 4, record.name
        assert len(text.splitlines()) <= 40, record.name
