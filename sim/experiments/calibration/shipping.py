"""A fit becomes data of its region: the ensemble, the values a run uses without one, and their record.

Values in use that the fit does not rule out stay, so that results do not change for a difference
the censuses cannot see; else the member nearest to the middle of the posterior takes their place.
"""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pandas as pd

from ...initialisation.carried import summarise_run
from ...posterior import NAME as ENSEMBLE
from ...posterior import load_posterior
from ...region import DATA, load_region
from ...whole_files import write_whole
from .decade import Decade

CARRIED_SCALE = 0.02


def ship(record: Path, region: str = "sichuan", to: Path | None = None) -> bool:
    """Takes the fit in the folder `record` into the region's folder; whether the values in use changed."""
    place, folder = load_region(region), to or DATA / region
    about = json.loads((record / "record.json").read_text("utf-8"))
    if about["region_figures"] != place.figures_digest:
        raise ValueError("the fit was made with other figures of the region")
    posterior = load_posterior(region, record / ENSEMBLE)
    values = dict(about["shipped"])
    falls = about["shipped_implausibility"] > about["cut"]
    if falls:
        scaled = (posterior.values - posterior.mean) / posterior.spread
        values = posterior.members[int(np.argmin((scaled**2).sum(axis=1)))]
        carried = summarise_run(Decade(place, CARRIED_SCALE).run(values).households)
        write_whole(folder / "carried_2020.json", _json(carried))
    moments = pd.read_csv(record / "moments.csv").astype(object)
    about["moments"] = moments.where(moments.notna(), None).to_dict("records")
    write_whole(folder / ENSEMBLE, (record / ENSEMBLE).read_bytes())
    write_whole(folder / "calibration.json", _json({"fitted": values, "record": about}))
    return falls


def _json(content: dict) -> bytes:
    return (json.dumps(content, indent=1) + "\n").encode()
