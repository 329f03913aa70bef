"""Fixtures that every test file may use."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest
from browser import browser, open_page, pages  # noqa: F401 - fixtures
from command_line import Run, run_command, run_inside
from desk_data import exported, root  # noqa: F401 - fixtures
from documentation import console, example  # noqa: F401 - fixtures
from explorer_pages import lite, loaded, page, show  # noqa: F401 - fixtures
from hypothesis import HealthCheck, settings
from mapping_files import full  # noqa: F401 - fixtures
from materials import closing_line
from policygraph import Study, open_study
from policygraph.sources.example_city import start_example
from review_page_steps import start  # noqa: F401 - fixtures
from services import listener, service  # noqa: F401 - fixtures
from workspaces import TODAY

os.environ["POLICYGRAPH_CACHE"] = ""  # tests neither read nor write the cache of whoever runs them

# Random cases are judged by what they show: how long one takes says how busy the machine is. The same code is tried on
# the same cases, so that a failure comes again; --hypothesis-seed=N looks for others.
UNHURRIED = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.register_profile("repeatable", UNHURRIED, derandomize=True)
settings.register_profile("searching", UNHURRIED)
settings.load_profile("repeatable")

# The files that take longest, longest first: several workers are done at the same time when none of these comes last.
LONG = (
    *("test_page_use", "test_explorer", "test_page_tabs", "test_review_page", "test_review_page_use", "test_endpoint"),
    *("test_cli", "test_page", "test_explorer_use", "test_review", "test_synthetic_cities"),
    *(
        "test_review_page_online",
        "test_screens",
        "test_sssom",
        "test_safety",
        "test_paper",
        "test_json_contracts",
        "test_documented_commands",
        "test_packaging",
    ),
    *("test_review_service", "test_suggest", "test_own_columns", "test_graph_tab", "test_shapes", "test_service_data"),
    *("test_rendered_office", "test_evaluation", "test_workbook", "test_scripts"),
)


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--update-golden", action="store_true", help="write the golden files anew; read them before committing"
    )


def pytest_configure(config: pytest.Config) -> None:
    """Search among other random cases where a seed is asked for."""
    if config.getoption("--hypothesis-seed") is not None:
        settings.load_profile("searching")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Put the files that take longest first, for ``--no-loadscope-reorder``."""
    items.sort(key=lambda item: LONG.index(item.path.stem) if item.path.stem in LONG else len(LONG))


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Name in one line what was not run because others' material is not there."""
    reports = terminalreporter.getreports("skipped")
    reasons = [report.longrepr[2] for report in reports if isinstance(report.longrepr, tuple)]
    if line := closing_line(reasons):
        terminalreporter.write_line(line)


@pytest.fixture(scope="session")
def bundled() -> Study:
    """The bundled Busan data; read-only by convention."""
    return open_study(today=TODAY)


@pytest.fixture(scope="session")
def example_city(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The workspace of the invented city of ``init --example``; read-only by convention."""
    folder = tmp_path_factory.mktemp("example") / "hanbyeol"
    start_example(folder)
    return folder


@pytest.fixture
def run(tmp_path: Path) -> Callable[..., Run]:
    """Run ``policygraph`` in an empty folder; in a process of its own where the *encoding* of the console matters."""

    def started(*arguments: str, encoding: str = "", environment: dict[str, str] | None = None) -> Run:
        if encoding:
            return run_command(*arguments, cwd=tmp_path, encoding=encoding, environment=environment)
        return run_inside(*arguments, cwd=tmp_path, environment=environment)

    return started


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
