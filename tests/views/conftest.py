"""The fake run stands one folder up; the folders made of it are made once."""

import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent.parent))


@pytest.fixture(scope="session")
def whole_folders(tmp_path_factory):
    """A run's folder and a comparison's, of the whole domain to 2028."""
    from fake_folders import comparison_folder, run_folder

    root = tmp_path_factory.mktemp("results")
    return {
        "run": run_folder(root, banded=True, years=(2020, 2028)),
        "comparison": comparison_folder(root, attributed=True, years=(2020, 2028)),
    }
