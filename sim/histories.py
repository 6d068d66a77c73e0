"""Histories of single households: two tables, what their columns mean, and how they are kept.

`histories.parquet` has one row per pause answer, household and year, `choices.parquet` one per
alternative open to it that year. Both carry their dictionary and the note that no row is a real
family, and a checksum for every page, which is verified when they are read.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import pandas as pd
import pyarrow as pa

from .parameters import Label
from .parquet import Column, arrow_table, frame_of, read_parquet, write_parquet

HOUSEHOLDS_FILE, CHOICES_FILE = "histories.parquet", "choices.parquet"
FILES = (HOUSEHOLDS_FILE, CHOICES_FILE)

NOTE = Label(
    "These households are synthetic. They are drawn from a population that was built from published census "
    "totals, and their lives are simulated; none of them is, or describes, a real family.",
    "本表家庭均为合成家庭：取自依据公开普查汇总数据构建的人口，其经历为模拟结果；不是、也不代表任何真实家庭。",
)

_ABOUT = {"note_en": NOTE.en, "note_zh": NOTE.zh}
_NAME = pa.string()

_KEYS = {
    "pause": Column(_NAME, "", Label("answer to whether the pause of 2021-23 ended", "2021—2023年停滞期是否结束")),
    "adcode": Column(pa.int64(), "", Label("county, division code", "县（市）代码")),
    "name_zh": Column(_NAME, "", Label("county, Chinese", "县（市）")),
    "name_en": Column(_NAME, "", Label("county, English", "县（市）英文名")),
    "household": Column(pa.uint64(), "", Label("identity, the same under every policy", "家庭编号，各政策下相同")),
    "year": Column(pa.int64(), "", Label("1 November of this year", "年份（当年11月1日）")),
}

HOUSEHOLDS: dict[str, Column] = {
    **_KEYS,
    "parent": Column(pa.uint64(), "", Label(
        "household of the husband's parents, if it was formed in the run", "模拟期内新成立家庭的男方原家庭编号")),
    "stands_for": Column(pa.int64(), "households", Label(
        "households of the county that one simulated household stands for", "一个模拟家庭代表的家庭数")),
    "alternative": Column(_NAME, "", Label("where the household lives: one of eight", "居住方式（八种之一）")),
    "family_place": Column(_NAME, "", Label("place of the family, workers away aside", "家庭所在地（外出劳力除外）")),
    "years_of_residence": Column(pa.int64(), "years", Label("years the family has lived there", "在该地居住年限")),
    "members": Column(pa.int64(), "persons", Label("members", "家庭人口")),
    "ages": Column(pa.list_(pa.int64()), "years", Label("age of each member", "各成员年龄")),
    "sexes": Column(pa.list_(pa.string()), "", Label("sex of each member", "各成员性别")),
    "educations": Column(pa.list_(pa.string()), "", Label("education each member has reached", "各成员受教育程度")),
    "places": Column(pa.list_(pa.string()), "", Label("where each member lives", "各成员居住地")),
    "apart": Column(pa.list_(pa.bool_()), "", Label(
        "whether each member lives where she or he chose alone", "各成员是否独自择居")),
    "village": Column(pa.int64(), "", Label(
        "home village of the county, from the least to the most remote", "户籍村序号，由近及远")),
    "village_origin": Column(pa.bool_(), "", Label("whether the family is of a village", "是否为本县农村家庭")),
    "hukou": Column(_NAME, "", Label("hukou", "户口")),
    "land": Column(pa.float64(), "mu", Label("contracted land", "承包地面积")),
    "contract": Column(_NAME, "", Label("what is done with the contracted land", "承包地使用状况")),
    "homestead": Column(_NAME, "", Label("what is done with the homestead", "宅基地状况")),
    "collective_share": Column(_NAME, "", Label("what is done with the collective share", "集体收益分配权状况")),
    "tenure": Column(_NAME, "", Label("home in town", "城镇住房")),
    "savings": Column(pa.float64(), "yuan", Label("savings", "储蓄")),
    "events": Column(pa.list_(pa.string()), "", Label(
        "what happened in the year up to the choice", "当年择居前发生的事件")),
    "reconsidered": Column(pa.bool_(), "", Label("whether it reconsidered where it lives", "当年是否重新考虑居住地")),
    "chose": Column(_NAME, "", Label(
        "the alternative chosen while no place was full; empty if it did not reconsider",
        "名额未满时的选择；未重新考虑则为空")),
    "placed": Column(pa.bool_(), "", Label(
        "whether it could have what it chose; if not, it chose again among places with room",
        "是否如愿；否则在有余量的地方重新选择")),
}  # fmt: skip

_LOGITS = "logits"
TERM_MEANINGS: dict[str, Label] = {
    "income": Label("what is left of income after housing", "扣除住房支出后的收入"),
    "health": Label("health care", "医疗"),
    "education": Label("schools, for pupils", "教育（有学生时）"),
    "elder_care": Label("elder care, for elders", "养老（有老人时）"),
    "childcare": Label("childcare, for small children", "托育（有幼儿时）"),
    "constant": Label("what the alternative is worth beyond the other terms (fitted)", "其余各项之外的价值（校准值）"),
    "age": Label("age of the decision-maker, for work in a city", "决策者年龄（在城市务工时）"),
    "network": Label("people of the village where its workers would be", "务工地同乡网络"),
    "amenity": Label("amenity of the place", "人居环境"),
    "demonstration": Label("amenity of a demonstration village", "示范村人居环境"),
    "attachment": Label("attachment to the home village", "乡土依恋"),
    "village_services": Label("loss where the village has no school or clinic", "村校村医缺失的损失"),
    "land_insecurity": Label("insecure title to land while living elsewhere", "离村时土地权属不稳的损失"),
    "distance": Label("distance from home", "离家距离"),
    "own_home": Label("a home it owns, is offered or can buy in town", "城镇自有、获配或买得起的住房"),
    "living_apart": Label("couples living apart, children and elders left behind", "夫妻分居、留守老幼"),
    "moving": Label("the cost of moving, spread over the years to come", "迁居成本（按年分摊）"),
    "settled": Label("years of residence where it lives now", "现居地居住年限"),
}

CHOICES: dict[str, Column] = {
    **_KEYS,
    "alternative": Column(_NAME, "", Label("an alternative open while no place is full", "名额未满时可选的居住方式")),
    "lives_there": Column(pa.bool_(), "", Label("whether it lives so already", "是否为现居住方式")),
    "chosen": Column(pa.bool_(), "", Label(
        "whether it was chosen (never, in a year without reconsideration)", "是否被选中（未重新考虑的年份均为否）")),
    "worth": Column(pa.float64(), _LOGITS, Label(
        "sum of the terms; luck decides besides", "各项之和（另有随机因素）")),
    "probability": Column(pa.float64(), "0-1", Label(
        "chance of choosing it, if the household reconsiders and no place is full",
        "重新考虑且名额未满时选择它的概率")),
    **{name: Column(pa.float64(), _LOGITS, meaning) for name, meaning in TERM_MEANINGS.items()},
}  # fmt: skip

COLUMNS = {HOUSEHOLDS_FILE: HOUSEHOLDS, CHOICES_FILE: CHOICES}


@dataclass(frozen=True)
class Histories:
    """Followed households of a run: columns as in HOUSEHOLDS and CHOICES, in the order of their keys."""

    households: pd.DataFrame
    choices: pd.DataFrame

    @classmethod
    def of(cls, households: pd.DataFrame, choices: pd.DataFrame) -> Histories:
        """Of frames with these columns, in types that come back from the files as they are."""
        frames = {HOUSEHOLDS_FILE: households, CHOICES_FILE: choices}
        return cls(*(frame_of(_arrow(name, table)) for name, table in frames.items()))

    def tables(self) -> dict[str, pd.DataFrame]:
        """The tables by file name."""
        return {HOUSEHOLDS_FILE: self.households, CHOICES_FILE: self.choices}

    def contents(self) -> dict[str, bytes]:
        """The files by name."""
        return {name: parquet_bytes(name, table) for name, table in self.tables().items()}


def _arrow(name: str, table: pd.DataFrame) -> pa.Table:
    """A table in its declared types, with the note and the dictionary."""
    return arrow_table(table[list(COLUMNS[name])], _ABOUT, COLUMNS[name])


def parquet_bytes(name: str, table: pd.DataFrame) -> bytes:
    """A table as a file that is read as it was written, or refused."""
    return write_parquet(table[list(COLUMNS[name])], _ABOUT, COLUMNS[name])


def read_histories(folder: Path | str) -> Histories | None:
    """Both tables of a results folder, None if no household was followed. ResultsError if they were changed."""
    if not (Path(folder) / HOUSEHOLDS_FILE).exists():
        return None
    return Histories(*(read_parquet(Path(folder) / name)[0] for name in FILES))
