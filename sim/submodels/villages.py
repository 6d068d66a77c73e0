"""Villages: those picked to show how a village can be built up.

A demonstration village is one for good. It is a better place to live and earns a little
more, which holds its people.
"""

from __future__ import annotations

import numpy as np

from ..parameters import Evidence, Label, Lever, uncertain

_SCATTER = 2654435769  # odd, so that no two villages get the same place in the order

PARAMETERS = (
    uncertain("demonstration_amenity", 0.5, "standard deviations", (0.0, 1.5), "assumed", Evidence.ASSUMED,
              "how much pleasanter a demonstration village is", "示范村人居环境增量"),
    uncertain("demonstration_pay", 0.03, "share of earnings", (0.0, 0.1), "assumed", Evidence.ASSUMED,
              "how much more a worker earns in a demonstration village", "示范村劳动收入增幅"),
    Lever("demonstration_villages", 0.0, "villages of the province per year", (0, 2000), "Decision III; effect assumed",
          Evidence.ASSUMED, Label("new demonstration villages", "每年培育示范村数量"), number=34, family="villages",
          place="village", documents=("decision", "departments"),
          phrase="每年培育1000个示范村", clause="III", reading=1000.0, begins=2024, complete=2024,
          outcome="urban_share", sign="-"),
)


def order_of_turn(number: int) -> np.ndarray:
    """The order in which `number` villages are picked: near and remote ones alike, the same in every run."""
    return np.argsort(np.arange(number, dtype=np.uint64) * np.uint64(_SCATTER) % np.uint64(2**32))


def newly_due(values: np.ndarray, village_number: np.ndarray, province_villages: float) -> np.ndarray:
    """Villages (units,) that are due this year: each unit's share, by number, of the province's."""
    return values["demonstration_villages"] * village_number / province_villages


def picked(demonstration: np.ndarray, due: float) -> np.ndarray:
    """Which villages of a unit become demonstration villages now: as many whole ones as are due, in their order.

    `demonstration` (villages,) is 1 where one is already.
    """
    order = order_of_turn(len(demonstration))
    return order[demonstration[order] == 0][: int(due)]
