"""Asks sssom-py, the reference program, in an environment of its own: its dependencies do not mix with ours."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parent.parent
PYTHON = ROOT / "build" / "sssom" / "bin" / "python"


def read_by_sssom_py(paths: Sequence[Path]) -> dict[str, dict[str, Any]]:
    """Return what sssom-py reads from each file and what its validator says against it."""
    if not PYTHON.exists():
        pytest.fail(
            "sssom-py is not installed: run 'bash dev.sh check', or "
            "'python3 -m venv build/sssom && build/sssom/bin/pip install sssom'"
        )
    command = [PYTHON, ROOT / "tests" / "sssom_py.py", *paths]
    found = subprocess.run(command, check=False, capture_output=True, text=True, timeout=300)
    assert found.returncode == 0, found.stderr[-3000:]
    answer: dict[str, dict[str, Any]] = json.loads(found.stdout)
    return answer
