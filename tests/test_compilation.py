"""The second process of a first run compiles what the run calls, and nothing else."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from sim.experiments import compilation
from sim.experiments.run import run


def test_the_helper_compiles_what_a_run_calls():
    run(scale=0.01, units=["芦山县"], years=(2020, 2021), pause="ended", threads=1)
    called = {loop: set(loop.signatures) for loop in compilation.LOOPS}
    compilation.compile_second_half()
    assert {loop: set(loop.signatures) for loop in compilation.LOOPS} == called
    assert compilation.is_compiled()


def test_an_empty_cache_is_seen(tmp_path):
    code = "from sim.experiments.compilation import is_compiled; print(is_compiled())"
    answer = subprocess.run(
        [sys.executable, "-c", code], cwd=Path(__file__).parents[1], capture_output=True, text=True, check=True,
        env={**os.environ, "NUMBA_CACHE_DIR": str(tmp_path)},
    )  # fmt: skip
    assert answer.stdout.strip() == "False"
