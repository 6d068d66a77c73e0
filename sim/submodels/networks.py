"""Networks: whom a village knows where. Only members who live there now count; returnees do not (E:G2)."""

from __future__ import annotations

import numpy as np

from ..compiled import rule
from ..parameters import Evidence, uncertain

PARAMETERS = (
    uncertain("network_weight", 1.5, "logits per unit share", (0.0, 3.0), "E:G1 by annual hazard",
              Evidence.MEASURED_ELSEWHERE,
              "pull of co-villagers at a destination", "同乡网络作用"),
    uncertain("feedback_networks", 1.0, "0 = off, 1 = on", (0.0, 1.0), "a switch for ablation", Evidence.ASSUMED,
              "feedback: those who moved draw others", "反馈：同乡网络"),
    uncertain("network_memory", 0.5, "share carried over per year", (0.0, 0.95), "assumed", Evidence.ASSUMED,
              "inertia of what a village knows of its members", "网络惯性"),
)


def shares(members: np.ndarray) -> np.ndarray:
    """Share of each village group's members now living in each place, shape of `members` (units, 8, 5)."""
    return members / np.maximum(members.sum(axis=2, keepdims=True), 1)


def updated(values: np.ndarray, network: np.ndarray, members: np.ndarray) -> np.ndarray:
    """Next year's networks (units, 8, 5) from the members of each village group by place, same shape."""
    memory = values["network_memory"][:, None, None]
    return memory * network + (1 - memory) * shares(members)


@rule
def network_value(share, weight):
    """Worth of knowing people at a place, logits."""
    return weight * share
