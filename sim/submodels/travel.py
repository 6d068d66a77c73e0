"""Travel: shorter ways from the villages to town and seat.

Roads and buses cut both ways: whoever moves is less far from home, and whoever stays can
work in town without moving (E:B15 to B17). Commuting before the Decision is in the
village's earnings already; the lever changes how many commute.
"""

from __future__ import annotations

import numpy as np

from ..arithmetic import power
from ..parameters import Evidence, Label, Lever, uncertain
from ..state.households import SEAT, TOWN

PARAMETERS = (
    uncertain("commuting_share", 0.1, "share of village workers beside the town", (0.0, 0.3), "assumed",
              Evidence.ASSUMED, "village workers who would commute to a town next door", "紧邻镇区村民通勤比例"),
    uncertain("commuting_reach", 10.0, "kilometres", (4.0, 30.0), "assumed", Evidence.ASSUMED,
              "distance over which commuting falls to 37 %", "通勤衰减距离"),
    uncertain("feedback_travel", 1.0, "0 = off, 1 = on", (0.0, 1.0), "a switch for ablation", Evidence.ASSUMED,
              "feedback: shorter ways bring commuters", "反馈：通勤"),
    Lever("travel_time", 0.0, "percent", (-40, 0), "Decision V(1); strength assumed; E:B15-B17", Evidence.SIGN_ONLY,
          Label("travel time from villages to town and seat", "乡村到镇区和县城的出行时间"), number=43,
          family="services", place="county", documents=("decision", "shanxi", "city"),
          phrase="深入实施乡村运输“金通工程”", clause="V(1)", reading=-10.0, begins=2024, complete=2027,
          outcome="urban_share", sign="open"),
)


def distances(values: np.ndarray, distance: np.ndarray) -> np.ndarray:
    """Distance from each village group to each place (units, 8, 5), kilometres as they feel at the year's travel time.

    Only the ways to town and seat are shortened.
    """
    distance = distance.copy()
    distance[:, :, [TOWN, SEAT]] *= (1 + values["travel_time"] / 100)[:, None, None]
    return distance


def commuting_gain(
    values: np.ndarray, to_town: np.ndarray, village_earnings: np.ndarray, town_earnings: np.ndarray
) -> np.ndarray:
    """What a change of travel time adds to a village worker's earnings by commuting, yuan a year (units, 8).

    `to_town` (units, 8) are kilometres, the earnings (units,) yuan a year of an average worker.
    """
    reach = values["commuting_reach"][:, None]
    before = power(np.e, -to_town / reach)
    now = power(np.e, -to_town * (1 + values["travel_time"] / 100)[:, None] / reach)
    more = values["feedback_travel"] * values["commuting_share"] * np.maximum(town_earnings - village_earnings, 0)
    return more[:, None] * (now - before)
