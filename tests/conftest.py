"""Fixtures that every test file may use."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from browser import browser, open_page  # noqa: F401 - fixtures
from command_line import Run, run_command, run_inside
from hypothesis import HealthCheck, settings
from policygraph import Study, open_study
from services import listener, service  # noqa: F401 - fixtures

# random cases are judged by what they show: how long one takes says how busy the machine is
settings.register_profile("unhurried", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("unhurried")


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--update-golden", action="store_true", help="write the golden files anew; read them before committing"
    )


@pytest.fixture(scope="session")
def bundled() -> Study:
    """The bundled Busan data; read-only by convention."""
    return open_study()


@pytest.fixture
def run(tmp_path: Path) -> Callable[..., Run]:
    """Run ``policygraph`` in an empty folder; in a process of its own where the console or the environment matters."""

    def start(*arguments: str, **rest: object) -> Run:
        if rest:
            return run_command(*arguments, cwd=tmp_path, **rest)  # type: ignore[arg-type]
        return run_inside(*arguments, cwd=tmp_path)

    return start


@pytest.fixture
def golden(request: pytest.FixtureRequest) -> Callable[[str, str], None]:
    """Compare a text with the golden file of that name."""
    folder = Path(__file__).parent / "golden"

    def compare(name: str, text: str) -> None:
        path = folder / name
        if request.config.getoption("--update-golden"):
            path.parent.mkdir(exist_ok=True)
            path.write_text(text, encoding="utf-8", newline="\n")
        assert path.exists(), f"no golden file {name}: run pytest --update-golden, then read it"
        assert text == path.read_text(encoding="utf-8")

    return compare
