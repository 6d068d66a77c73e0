"""Amenities: what makes a place pleasant to live in, beside work, services and homes.

Levers are in standard deviations of how pleasant places are, so that one weight turns all
of them into logits. No study gives that weight; only the sign is known.
"""

from __future__ import annotations

import numpy as np

from ..parameters import Evidence, Label, Lever, uncertain
from ..state.households import SEAT, TOWN, VILLAGE


def _amenity(
    number: int, name: str, place: str, en: str, zh: str, most: float, reading: float, complete: int, phrase: str,
    clause: str, sign: str, documents: tuple[str, ...], evidence: Evidence,
) -> Lever:
    family = {"seat": "county_seat", "village": "villages"}.get(place, "services")
    return Lever(
        name, 0.0, "standard deviations", (0, most), f"Decision {clause}; strength assumed", evidence, Label(en, zh),
        number=number, family=family, place=place, documents=documents, phrase=phrase, clause=clause,
        reading=reading, begins=2024, complete=complete, outcome="urban_share", sign=sign,
    )


PARAMETERS = (
    uncertain("amenity_weight", 0.1, "logits per standard deviation", (0.0, 0.3), "assumed: only the sign is known",
              Evidence.ASSUMED, "weight of how pleasant a place is", "人居环境权重"),
    _amenity(29, "seat_amenity", "seat", "renewal of the county seat", "县城有机更新与功能品质", 1, 0.3, 2027,
             "推动县城有机更新，实施县城精修细补十项民生工程", "II(3)", "+", ("decision", "shanxi", "departments"),
             Evidence.ASSUMED),
    _amenity(37, "village_amenity", "village", "village surroundings: toilets, sewage, waste", "农村人居环境", 1, 0.3,
             2027, "持续改善农村人居环境", "III(2)", "-", ("decision", "lushan"), Evidence.SIGN_ONLY),
    _amenity(44, "rural_infrastructure", "village", "village water, power, gas and broadband", "农村基础设施",
             1, 0.3, 2027, "加快县域内城乡水务一体化，实施农村供水保障工程和水质提升专项行动", "V(1)", "-",
             ("decision", "lushan", "shanxi", "city"), Evidence.SIGN_ONLY),
    _amenity(53, "public_culture", "county", "public culture and sports in town and seat", "城镇公共文化体育", 1, 0.1,
             2024, "以县城和中心镇为重点统筹城乡重大公共文化设施和文化项目建设", "V(3)", "+", ("decision",),
             Evidence.ASSUMED),
)


def amenity(values: np.ndarray, town_boost: np.ndarray) -> np.ndarray:
    """What amenities add to living in each place, logits (units, 5).

    `town_boost` (units,) is what central towns add to an average town, standard deviations.
    """
    added = np.zeros((len(values), 5))
    added[:, VILLAGE] = values["village_amenity"] + values["rural_infrastructure"]
    added[:, TOWN] = values["public_culture"] + town_boost
    added[:, SEAT] = values["seat_amenity"] + values["public_culture"]
    return values["amenity_weight"][:, None] * added
