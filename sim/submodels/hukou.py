"""Hukou: who may convert, who does, and what offices cost those who move.

Living in town, buying there and converting are three decisions. Conversion is rare: only
some households would ever convert, and of those a few per cent do so in a year, fewer
where the rights at home are at stake.
"""

from __future__ import annotations

from ..arithmetic import exponential
from ..compiled import rule
from ..parameters import Evidence, Label, Lever, uncertain

_PLACE = {"hukou_threshold_town": "town", "hukou_threshold_seat": "seat"}


def _threshold(name: str, en: str, zh: str, before: float, reading: float, complete: int, source: str) -> Lever:
    return Lever(
        name, before, "share of households kept out", (0, 1), source, Evidence.MEASURED_ELSEWHERE, Label(en, zh),
        number=1, family="citizenship", place=_PLACE.get(name, "city"),
        phrase="深化户籍制度改革，持续拓宽农业转移人口就地就近在城市落户通道", clause="IV(1)",
        reading=reading, begins=2024, complete=complete, outcome="conversions", sign="-",
    )


PARAMETERS = (
    uncertain("potential_converters", 0.26, "share of households", (0.15, 0.37), "E:C6, C7",
              Evidence.MEASURED_HERE, "households that would ever convert", "潜在落户户比例"),
    uncertain("conversion_logit", -1.1, "logit per year", (-5.0, -1.0),
              "set by hand so that members away are met; E:A7 gives the order", Evidence.ASSUMED,
              "yearly conversion among potential converters", "潜在落户户年落户倾向"),
    uncertain("stake_contracted_land", 0.6, "logits", (0.0, 2.0), "E:C9: contracted land before homestead",
              Evidence.SIGN_ONLY, "deterrence by contracted land at stake", "承包地顾虑"),
    uncertain("stake_homestead", 0.4, "logits", (0.0, 2.0), "E:C9", Evidence.SIGN_ONLY,
              "deterrence by the homestead at stake", "宅基地顾虑"),
    uncertain("stake_collective_share", 0.1, "logits", (0.0, 1.0), "assumed", Evidence.ASSUMED,
              "deterrence by the collective share at stake", "集体收益权顾虑"),
    uncertain("stake_young", 0.6, "ratio", (0.2, 1.0), "E:C9: smaller for those born from 1980", Evidence.SIGN_ONLY,
              "weight of the rights at stake for those born from 1980", "80后顾虑系数"),
    uncertain("pupil_conversion", 0.4, "logits", (0.0, 1.5), "assumed", Evidence.ASSUMED,
              "pull of schooling on conversion", "子女就学对落户的推动"),
    _threshold("hukou_threshold_town", "hukou threshold in town", "建制镇落户门槛", 0.05, 0.0, 2024, "E:C2"),
    _threshold("hukou_threshold_seat", "hukou threshold in the county seat", "县城落户门槛", 0.05, 0.0, 2024, "E:C2"),
    _threshold("hukou_threshold_city", "hukou threshold in in-province cities", "省内城市落户门槛", 0.30, 0.15, 2027,
               "E:C2; Chengdu higher than the national mean"),
    uncertain("administrative_share", 0.2, "share of the cost of moving", (0.0, 0.5), "assumed", Evidence.ASSUMED,
              "part of the cost of moving within the county that is paperwork", "县内迁居成本中的办事成本占比"),
    Lever("administrative_cost", 0.0, "percent", (-50, 0), "Decision VI(3); strength assumed", Evidence.ASSUMED,
          Label("cost of dealing with offices", "办事成本"), number=55, family="governance",
          documents=("decision", "departments", "shanxi"),
          phrase="拓展数字化应用场景，支持信息发布、政务运转、民情收集、议事协商、公共服务等村级事务网上运行",
          clause="VI(3)", reading=-20.0, begins=2024, complete=2024, outcome="urban_share", sign="-"),
    Lever("residence_permit_friction", 0.3, "share of years of residence not counted", (0, 1),
          "Decision IV(1); before assumed", Evidence.ASSUMED, Label("friction of the residence permit",
          "居住证办理摩擦"),
          number=2, family="citizenship",
          phrase="推进居住证与身份证功能衔接", clause="IV(1)", reading=0.05, begins=2024, complete=2025,
          outcome="urban_share", sign="-"),
)


@rule
def may_convert(eligibility, threshold):
    """Whether the household clears the threshold; `eligibility` is its fixed place in the queue, 0-1."""
    return eligibility > threshold


@rule
def would_convert(inclination, potential_converters):
    """Whether the household would ever convert; `inclination` is fixed, 0-1."""
    return inclination < potential_converters


@rule
def most_likely_conversion(values, benefits):
    """No household converts with a higher yearly probability than this; `benefits` as below."""
    return 1.0 / (1.0 + exponential(-(values.conversion_logit + max(values.pupil_conversion, 0.0) + benefits)))


@rule
def conversion_probability(values, holds_land, holds_homestead, holds_share, born, pupils, benefits):
    """Yearly probability of converting, for a household that may and would.

    Falls with each right still held that conversion would put at risk, rises with what urban
    hukou brings in `benefits` (logits).
    """
    stake = 0.0
    if holds_land:
        stake += values.stake_contracted_land * (1.0 - values.keep_contracted_land)
    if holds_homestead:
        stake += values.stake_homestead * (1.0 - values.keep_homestead)
    if holds_share:
        stake += values.stake_collective_share * (1.0 - values.keep_collective_share)
    if born >= 1980:
        stake *= values.stake_young
    logit = values.conversion_logit - stake + benefits
    if pupils > 0:
        logit += values.pupil_conversion
    return 1.0 / (1.0 + exponential(-logit))


@rule
def permit_friction(values):
    """Share of the years of residence that the permit does not count, with offices as easy as they are now."""
    return values.residence_permit_friction * (1.0 + values.administrative_cost / 100.0)


@rule
def moving_cost_ratio(within_county, values):
    """Cost of a move against its declared cost: paperwork is part of it within the county, and can be eased."""
    if not within_county:
        return 1.0
    return 1.0 + values.administrative_share * values.administrative_cost / 100.0
