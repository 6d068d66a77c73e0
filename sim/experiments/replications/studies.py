"""The published effects, and what counts as a replication of each."""

from __future__ import annotations

from dataclasses import dataclass

from ...parameters import Label


@dataclass(frozen=True)
class Study:
    """One published effect. `published` is None where only its sign is known."""

    key: str
    source: str
    evidence: str  # row of the evidence table
    effect: Label
    unit: str
    sign: int
    published: float | None
    replay: Label  # what is done in the model instead

    @property
    def bounds(self) -> tuple[float, float] | None:
        """Between half and double the published size."""
        if self.published is None:
            return None
        low, high = sorted((self.published / 2, self.published * 2))
        return low, high

    def passed(self, ours: float, low: float | None = None, high: float | None = None) -> bool:
        """The rule: half to double; for a sign, the interval on that side of nothing."""
        if self.bounds is not None:
            return self.bounds[0] <= ours <= self.bounds[1]
        nearest = ours if low is None or high is None else low if self.sign > 0 else high
        return self.sign * nearest > 0


_HUKOU_REPLAY = Label(
    "history 2010–2018 with the hukou round of 2014 and without it, same luck",
    "2010—2018年历史：有、无2014年户籍改革各运行一次，随机数相同",
)
_TITLE_REPLAY = Label(
    "all contracted land titled from 2011 on, or none; difference after four years",
    "2011年起承包地全部确权或全未确权，四年后之差",
)
STUDIES: tuple[Study, ...] = (
    Study(
        "reform_countryside", "An & Yan 2024", "C1",
        Label("rural-hukou labour living in the countryside", "农村户籍劳动力留居乡村的比例"), "pp", -1, -3.4,
        _HUKOU_REPLAY,
    ),
    Study(
        "reform_urban_hukou", "An & Yan 2024", "C1",
        Label("rural labour that takes urban hukou", "农村劳动力转为城镇户籍的比例"), "pp", 1, 1.9, _HUKOU_REPLAY,
    ),
    Study(
        "reform_migrants", "An & Yan 2024", "C1",
        Label("rural-hukou labour living in town or city", "农村户籍劳动力在城镇居住的比例"), "pp", 1, 1.5,
        _HUKOU_REPLAY,
    ),
    Study(
        "reallocation", "Giles & Mu 2018", "D1",
        Label("share of those aged 16–50 who work outside the county, land insecure against secure",
              "承包地预期调整对16—50岁县外务工比例的影响（相对变化）"), "percent", -1, -15.0, _TITLE_REPLAY,
    ),
    Study(
        "pension_threshold", "Eggleston, Sun & Zhan 2018; Chen 2016", "E9",
        Label("adult children away where a parent is just past 60 against just before",
              "父母刚满60岁与将满60岁相比，成年子女外出的比例"), "pp", 1, None,
        Label("jump at 60 in families with an adult child, 2014–2018, straight lines within eight years",
              "有成年子女的家庭，60岁处的跳跃（2014—2018年，前后8岁局部线性）"),
    ),
    Study(
        "titling_work", "Han & Liu 2019", "D4",
        Label("heads of rural families who work beyond the village, titled against not",
              "确权对户主转移就业的影响（相对变化）"), "percent", 1, 7.6, _TITLE_REPLAY,
    ),
    Study(
        "titling_hukou", "Han & Liu 2019", "D4",
        Label("rural families that take urban hukou, titled against not", "确权对获得城镇户籍的影响（相对变化）"),
        "percent", 1, 9.13, _TITLE_REPLAY,
    ),
    Study(
        "rent_out", "Sichuan Agricultural University 2020", "D11",
        Label("probability of letting land per ten points more of the family's labour off the farm",
              "非农劳动力占比每高10个百分点，转出承包地的概率"), "pp", 1, 4.77,
        Label("straight line over families that hold land, 2014", "2014年持有承包地家庭的线性关系"),
    ),
    Study(
        "rent_out_area", "Sichuan Agricultural University 2020", "D11",
        Label("share of land let per ten points more of the family's labour off the farm",
              "非农劳动力占比每高10个百分点，转出面积占比"), "pp", 1, 3.98,
        Label("the same, weighted by land", "同上，按面积加权"),
    ),
    Study(
        "general_equilibrium", "Gai et al. 2021", "B8",
        Label("effect of opening the hukou fully, feedbacks on over feedbacks off",
              "全面放开落户的效应：计入反馈与不计反馈之比"), "ratio", 1, 0.2,
        Label("thresholds from 0.9 to none in 2024, urban share of 2035", "2024年门槛由0.9降为零，2035年城镇化率"),
    ),
)  # fmt: skip
