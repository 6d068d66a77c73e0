"""Care: for elders, small children and children left behind, by who lives where.

Elder care in the village cuts both ways: elders are better off there, and workers can
leave them there with less worry (E:E9). What coverage before the Decision is worth is in
the qualities and costs already, so the levers act by their ratio to it.
"""

from __future__ import annotations

import numpy as np

from ..arithmetic import power
from ..compiled import rule
from ..parameters import Evidence, Label, Lever, uncertain
from ..state.households import SEAT, TOWN, VILLAGE
from ..state.places import CHILDCARE, ELDER_CARE

ELDER_CARE_BEFORE = {"village": 0.2, "town": 0.3, "seat": 0.5}
CHILDCARE_BEFORE = 2.0
SUPPORT_BEFORE = 0.2


def _coverage(place: str, place_en: str, place_zh: str, reading: float, outcome: str, sign: str) -> Lever:
    return Lever(
        f"elder_care_{place}", ELDER_CARE_BEFORE[place], "share of elders in need", (0, 1),
        "Decision V(2); before and strength assumed", Evidence.SIGN_ONLY,
        Label(f"coverage of elder care in {place_en}", f"{place_zh}养老服务覆盖率"), number=49, family="services",
        place=place, documents=("decision", "shanxi"),
        phrase="完善县乡村衔接的三级养老服务网络，以县城、中心镇和有条件的中心村为重点布局基本养老服务供给",
        clause="V(2)", reading=reading, begins=2024, complete=2027, outcome=outcome, sign=sign,
    )


PARAMETERS = (
    uncertain("childcare_employment", 0.01, "share of the year per place and 1,000 residents", (0.0, 0.03), "assumed",
              Evidence.ASSUMED, "work of women with small children for each childcare place", "托位对女性就业的作用"),
    _coverage("village", "the village", "乡村", 0.35, "urban_share", "open"),
    _coverage("town", "town", "镇区", 0.5, "town_residents", "+"),
    _coverage("seat", "the county seat", "县城", 0.7, "seat_residents", "+"),
    Lever("childcare_seat", CHILDCARE_BEFORE, "childcare places per 1,000 residents", (0, 6),
          "Decision V(2); before and strength assumed", Evidence.SIGN_ONLY,
          Label("childcare places in the county seat", "县城普惠托位"), number=50, family="services", place="seat",
          documents=("decision", "shanxi"), phrase="开展普惠托育服务专项行动", clause="V(2)", reading=4.5,
          begins=2024, complete=2027, outcome="urban_share", sign="+"),
    Lever("left_behind_support", SUPPORT_BEFORE, "share of the loss made good", (0, 1),
          "Decision V(2); before and strength assumed; E:E6", Evidence.SIGN_ONLY,
          Label("support for children left behind", "农村留守儿童关爱"), number=51, family="services",
          place="village", phrase="加大对农村留守儿童、困境儿童的关心关爱力度", clause="V(2)", reading=0.5,
          begins=2024, complete=2024, outcome="urban_share", sign="open"),
)


def with_care(values: np.ndarray, quality: np.ndarray) -> np.ndarray:
    """Quality of services (units, 5, 4) with the year's elder care and childcare.

    Elder care grows in proportion to coverage, the seat's childcare with the square root of places.
    """
    quality = quality.copy()
    for place, name in ((VILLAGE, "village"), (TOWN, "town"), (SEAT, "seat")):
        quality[:, place, ELDER_CARE] *= values[f"elder_care_{name}"] / ELDER_CARE_BEFORE[name]
    quality[:, SEAT, CHILDCARE] *= power(values["childcare_seat"] / CHILDCARE_BEFORE, 0.5)
    return quality


def left_behind(values: np.ndarray) -> np.ndarray:
    """Cost of leaving [children, elders] behind, logits (units, 2): what care in the village does not make good."""
    children = (1 - values["left_behind_support"]) / (1 - SUPPORT_BEFORE)
    elders = (1 - values["elder_care_village"]) / (1 - ELDER_CARE_BEFORE["village"])
    return np.stack([values["children_left_behind"] * children, values["care_left_behind"] * elders], axis=1)


@rule
def work_for_childcare(employment, places, gain):
    """Share of the year that women with small children work more, or less, than with the places before."""
    added = gain * (places - CHILDCARE_BEFORE)
    return min(max(employment + added, 0.0), 1.0) - employment
