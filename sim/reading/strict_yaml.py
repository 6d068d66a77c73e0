"""A YAML 1.2 file as a tree that remembers its lines.

Strict: what a person would not write by hand in a scenario (aliases, merge keys, tags,
several documents) and what YAML parsers quietly forgive (duplicate keys, odd encodings)
is a mistake with a place. The file is read event by event, so depth and size are bounded
before anything is built.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import NoReturn

from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, YAMLError

from .problems import Problems, shown

LARGEST_FILE = 1_000_000  # bytes
LARGEST_TREE = 20_000  # keys, values and brackets: a second of parsing
DEEPEST = 20

# All but printable text: no controls, line and paragraph separators, changes of direction, surrogates.
_FORBIDDEN = re.compile(
    "[^\n -~\xa0-\u2027\u202f-\u2065\u206a-\ud7ff\ue000-\ufefe\uff00-\ufffd\U00010000-\U0010ffff]"
)
_NUMBER = re.compile(r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?")
_NOT_FINITE = re.compile(r"[-+]?\.?(inf|nan|infinity)", re.IGNORECASE)
_NOT_TEXT = re.compile(r"|~|null|true|false", re.IGNORECASE)
_WIDE = re.compile("[：，｛｝“”‘’＃－]")


@dataclass(frozen=True)
class Node:
    """Something in the file and where it begins (line and column from 1)."""

    line: int
    column: int


@dataclass(frozen=True)
class Scalar(Node):
    """A single value, as written; `plain` if it stands without quotes."""

    text: str
    plain: bool

    @property
    def number(self) -> float | None:
        """The number it is, infinite or NaN included; None if it is none (YAML 1.2, decimal only)."""
        if self.plain and _NUMBER.fullmatch(self.text):
            return float(self.text) + 0.0  # no negative zero
        return float(self.text.replace(".", "")) if self.plain and _NOT_FINITE.fullmatch(self.text) else None

    @property
    def is_text(self) -> bool:
        """Whether YAML reads it as text, not as a number, a truth value or nothing."""
        return not self.plain or (self.number is None and not _NOT_TEXT.fullmatch(self.text))


@dataclass(frozen=True)
class Sequence(Node):
    """A list."""

    items: tuple[Node, ...]


@dataclass(frozen=True)
class Mapping(Node):
    """Keys, in file order, with their values."""

    pairs: tuple[tuple[Scalar, Node], ...]

    def __iter__(self) -> Iterator[tuple[Scalar, Node]]:
        return iter(self.pairs)

    def get(self, key: str) -> Node | None:
        """The value under `key`, or None."""
        return next((value for name, value in self.pairs if name.text == key), None)


def read_tree(path: Path, problems: Problems) -> Mapping | None:
    """The file's top mapping, or None where `problems` says why there is none."""
    text = _read_text(path, problems)
    if text is None:
        return None
    top = _Builder(text, problems).document()
    if top is None or isinstance(top, Mapping):
        return top
    problems.add(top, "", "not a mapping of keys", "not-mapping", "key: value", _wide(text))
    return None


def _read_text(path: Path, problems: Problems) -> str | None:
    """The file's text with line ends made "\\n", or None."""
    if not path.is_file():  # a folder, or a pipe that would never end
        problems.add(None, "", "not a file", "file-unreadable", "a .yaml file")
        return None
    try:
        with path.open("rb") as stream:
            content = stream.read(LARGEST_FILE + 1)
    except OSError as error:
        problems.add(None, "", f"cannot be read: {error.strerror or error}", "file-unreadable")
        return None
    if len(content) > LARGEST_FILE:
        problems.add(None, "", "the file is too large", "file-too-large", "up to 1 MB")
        return None
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError as error:
        before = content[: error.start]
        at = Node(before.count(b"\n") + 1, error.start - before.rfind(b"\n"))
        hint = 'save it with the encoding "UTF-8"'
        problems.add(at, "", "the file is not UTF-8", "encoding", "UTF-8", hint)
        return None
    text = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    for number, line in enumerate(text.split("\n"), 1):
        if forbidden := _FORBIDDEN.search(line):
            at, character = Node(number, forbidden.start() + 1), forbidden.group()
            if character == "\t":
                problems.add(at, "", "a tab", "tab", "spaces", "indent with two spaces")
            else:
                message = f"an invisible character, U+{ord(character):04X}"
                problems.add(at, "", message, "character", "printable text")
    return None if problems.found else text


def _wide(text: str) -> str:
    """A hint when punctuation of a Chinese keyboard may be the cause."""
    wide = _WIDE.search(text)
    return f'write : , {{ }} " # - in half width, not {wide.group()!r}' if wide else ""


class _Stop(Exception):
    """The rest of the file cannot be read; the reason is noted."""


class _Builder:
    """Builds the tree from the parser's events; notes what a scenario may not contain."""

    def __init__(self, text: str, problems: Problems) -> None:
        self.text, self.problems = text, problems
        self.count, self.place = 0, Node(1, 1)
        self.events = YAML(typ="safe", pure=True).parse(text)

    def document(self) -> Node | None:
        """The top node of the only document, or None."""
        try:
            self._next()  # the stream starts
            start = self._next()
            if type(start).__name__ == "StreamEndEvent":
                self.problems.add(None, "", "the file is empty", "file-empty", "title, why, source, …")
                return None
            if start.version or start.tags:
                self.problems.add(_place(start), "", "a % directive", "yaml-directive", "plain YAML 1.2")
            top = self._node(self._next(), 1, "")
            self._next()  # the document ends
            following = self._next()
            if type(following).__name__ != "StreamEndEvent":
                self._stop(following, "", "a second document", "yaml-documents", "one document a file")
            return top
        except _Stop:
            return None

    def _next(self):
        self.count += 1
        try:
            event = next(self.events)
        except MarkedYAMLError as error:
            mark = error.problem_mark or error.context_mark
            at = Node(mark.line + 1, mark.column + 1) if mark else None
            reason = ", ".join(part for part in (error.context, error.problem) if part)
            self.problems.add(at, "", f"not YAML: {reason}", "yaml-syntax", hint=_wide(self.text))
            raise _Stop from None
        except (YAMLError, ValueError, OverflowError) as error:  # e.g. an escape beyond Unicode
            self.problems.add(self.place, "", f"not YAML: {error}", "yaml-syntax")
            raise _Stop from None
        self.place = _place(event)
        if self.count > LARGEST_TREE:
            self._stop(event, "", "too many keys and values", "file-too-large", f"up to {LARGEST_TREE}")
        return event

    def _stop(self, event, field: str, message: str, code: str, allowed: str) -> NoReturn:
        self.problems.add(_place(event), field, message, code, allowed)
        raise _Stop

    def _node(self, event, depth: int, field: str) -> Node:
        kind = type(event).__name__
        if kind == "AliasEvent":
            self._stop(event, field, f"an alias, *{event.anchor}", "yaml-alias", "the value written out")
        if event.anchor is not None:
            self._stop(event, field, f"an anchor, &{event.anchor}", "yaml-alias", "the value written out")
        if event.tag is not None:
            self._stop(event, field, f"a tag, {shown(str(event.tag))}", "yaml-tag", "the value alone")
        at = _place(event)
        if kind == "ScalarEvent":
            plain = event.style in (None, "")
            if _FORBIDDEN.search(event.value):
                self._stop(event, field, "an escaped invisible character", "character", "printable text")
            return Scalar(at.line, at.column, event.value, plain)
        if depth > DEEPEST:
            self._stop(event, field, "nested too deeply", "yaml-nesting", f"up to {DEEPEST} levels")
        if kind == "SequenceStartEvent":
            items: list[Node] = []
            while type(event := self._next()).__name__ != "SequenceEndEvent":
                items.append(self._node(event, depth + 1, f"{field}[{len(items)}]"))
            return Sequence(at.line, at.column, tuple(items))
        pairs: dict[str, tuple[Scalar, Node]] = {}
        while type(event := self._next()).__name__ != "MappingEndEvent":
            key = self._node(event, depth + 1, field)
            if not isinstance(key, Scalar):
                self._stop(event, field, "a key that is a list or a mapping", "yaml-key", "a name or a year")
            if key.plain and key.text == "<<":
                self._stop(event, field, "a merge key, <<", "yaml-merge", "the values written out")
            below = f"{field}.{key.text[:60]}".lstrip(".")
            value = self._node(self._next(), depth + 1, below)
            if isinstance(value, Scalar) and value.plain and not value.text:
                value = Scalar(key.line, key.column, "", True)  # nothing written: the key is the place
            if key.text in pairs:
                first = pairs[key.text][0].line
                message = f"written twice, first in line {first}"
                self.problems.add(key, below, message, "yaml-duplicate", "once")
            else:
                pairs[key.text] = (key, value)
        return Mapping(at.line, at.column, tuple(pairs.values()))


def _place(event) -> Node:
    return Node(event.start_mark.line + 1, event.start_mark.column + 1)
