"""What the tests already have and a benchmark needs too: the visitor who presses keys, and a pcscd of our own.

The tests are no package, so their folder is put on the path here, and what is borrowed has no types.
"""

from __future__ import annotations

import importlib
import sys
from pathlib import Path
from typing import Any

TESTS = Path(__file__).parents[1] / "tests"


def borrow(module: str) -> Any:
    """A module of the tests by name, such as `acting`."""
    if str(TESTS) not in sys.path:
        sys.path.append(str(TESTS))
    return importlib.import_module(module)
