"""The five documents the levers are quoted from: keys that declarations use, titles and dates.

A quotation is exact, in simplified characters and with full-width commas; "…" stands for words left out.
"""

from __future__ import annotations

from dataclasses import dataclass

from .parameters import Label


@dataclass(frozen=True)
class Document:
    """One policy document: what it is called, when it was adopted or said (ISO; the year alone where no
    day is known), and what it is."""

    title: Label
    date: str
    about: Label


DOCUMENTS: dict[str, Document] = {
    "decision": Document(
        Label(
            "Decision of the Sichuan Provincial Committee on integrated urban and rural development",
            "中共四川省委关于深入贯彻习近平总书记重要指示精神以县域为重要切入点扎实推进城乡融合发展的决定",
        ),
        "2023-11-20",
        Label("the province's policy, the primary source", "省委决定，主要依据"),
    ),
    "lushan": Document(
        Label(
            "Communiqué of the Lushan County Committee", "中国共产党芦山县第十五届委员会第六次全体会议公报"
        ),
        "2024-01-05",
        Label("one county carries the Decision out", "一个县如何落实省委决定"),
    ),
    "shanxi": Document(
        Label(
            "Shanxi symposium on county-seat urbanization",
            "山西推进新型城镇化建设和县域内城乡融合发展工作座谈会",
        ),
        "2023-06-14",
        Label("the same policy in another province", "外省的同类政策"),
    ),
    "departments": Document(
        Label("What Sichuan's departments said of the Decision", "四川省级各部门学习贯彻省委全会精神的报道"),
        "2023-11",
        Label("how departments mean to carry it out", "省级部门的落实打算"),
    ),
    "city": Document(
        Label("Speech at a city's meeting on the reform", "在全市深化县域内城乡融合发展改革工作推进会上的讲话"),
        "2024",
        Label(
            "a template with blanks and no place: illustration only, never the only source of a lever",
            "隐去地名、留有空白的范本，仅作说明，不单独作为依据",
        ),
    ),
}
