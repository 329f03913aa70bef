"""Every command where it has no standard streams, a full disk behind them, or nobody who reads: it ends as it should."""

from __future__ import annotations

import contextlib
import http.client
import os
import shutil
import signal
import socket
import subprocess
import sys
from pathlib import Path

import pytest
from command_line import all_commands
from desk_data import small_workspace, workbook_of
from service_clients import until
from services import ask
from workspaces import TODAY

RUN = f"exec {sys.executable} -m policygraph"
NO_STREAMS = (
    "import sys; sys.stdin = sys.stdout = sys.stderr = None; from policygraph.cli import main; main(sys.argv[1:])"
)
STATES = {
    "as ever": f"{RUN} ARGUMENTS >out 2>err",
    "no output": f"{RUN} ARGUMENTS >&- 2>err",
    "no streams": f"{RUN} ARGUMENTS <&- >&- 2>&-",
    "no window": f'exec {sys.executable} -c "{NO_STREAMS}" ARGUMENTS >out 2>err',
    "full disk": f"{RUN} ARGUMENTS >/dev/full 2>/dev/full",
    "no reader": f"{{ {RUN} ARGUMENTS 2>err; }} >&$CLOSED",
}
COMMANDS = {
    "cards": "cards -w ws -o made",
    "check": "check -w ws",
    "close": "close -w ws",
    "compare": "compare pl pl -w ws",
    "coverage": "coverage -w ws",
    "evaluate-suggestions": "evaluate-suggestions -w ws",
    "explore": "explore -w ws -o made.html",
    "export": "export -w ws -o made.ttl",
    "flow": "flow -w ws -o made.svg",
    "gaps": "gaps -w ws",
    "gate": "gate -w ws --write-baseline",
    "import": "import plan.xlsx -w ws",
    "info": "info -w ws -f json",
    "init": "init made",
    "letter": "letter pl pl -w ws -o made",
    "matrix": "matrix -w ws -o made.svg",
    "publish": "publish --endpoint http://127.0.0.1:9/x -w ws",
    "query": "query -e 'SELECT * { ?s ?p ?o }' -w ws",
    "rank": "rank tasks -w ws",
    "report": "report -w ws -o made.md",
    "review": "review --list -w ws",
    "roadmap": "roadmap -w ws -o made.svg",
    "serve": "serve --port PORT -w ws",
    "show": "show pl-1 -w ws",
    "suggest": "suggest pl-1 -w ws -f csv",
    "whatif": "whatif --without pl-1 -w ws",
    "why": "why pl-1 fw-1-1 -w ws",
    "workbook": "workbook -w ws -o made.xlsx",
}
UNUSABLE = ("publish", "evaluate-suggestions")  # no store answers; there is nothing to learn from


@pytest.fixture(scope="module")
def start(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a workspace and a workbook of it."""
    folder = tmp_path_factory.mktemp("start")
    workbook_of(small_workspace(folder / "ws"), folder / "plan.xlsx")
    return folder


def ended(state: str, arguments: str, folder: Path) -> tuple[int, set[str], str]:
    """Run a command in a *state* and return its exit code, the files it has left, and what it said if it could."""
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    reading, closed = os.pipe()
    os.close(reading)
    command = STATES[state].replace("ARGUMENTS", arguments.replace("PORT", str(port))).replace("$CLOSED", str(closed))
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("LC_", "LANG", "POLICYGRAPH_"))}
    environment = kept | {"POLICYGRAPH_AS_OF": TODAY.isoformat(), "POLICYGRAPH_CACHE": ""}
    process = subprocess.Popen(["bash", "-c", command], cwd=folder, env=environment, pass_fds=(closed,))
    os.close(closed)

    def answers() -> bool:
        with contextlib.suppress(OSError, http.client.HTTPException):
            return ask(f"http://127.0.0.1:{port}/", "/sparql?query=ASK%20%7B%7D").status == 200
        return process.poll() is not None

    if arguments.startswith("serve"):
        until(answers)
        process.send_signal(signal.SIGTERM)
    code = process.wait(300)
    said = "".join(path.read_text("utf-8") for name in ("out", "err") if (path := folder / name).exists())
    files = {str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file()}
    return code, files - {"out", "err"}, said


def test_every_command_is_tried() -> None:
    assert set(COMMANDS) == set(all_commands())


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="a full disk is played by /dev/full, which only Linux has")
@pytest.mark.parametrize("command", COMMANDS)
def test_a_command_ends_as_it_should_whatever_its_streams(command: str, start: Path, tmp_path: Path) -> None:
    def run(state: str) -> tuple[int, set[str], str]:
        folder = shutil.copytree(start, tmp_path / state)
        return ended(state, COMMANDS[command], folder)

    code, files, said = run("as ever")
    assert code == {"check": 1}.get(command, 2 if command in UNUSABLE else 0), said
    answered = bool((tmp_path / "as ever" / "out").read_bytes())
    for state in STATES:
        if state == "as ever":
            continue
        found, left, heard = run(state)
        lost = answered and state in ("full disk", "no reader")  # what was to be said could not be put out
        assert found == ({"full disk": 2, "no reader": 0}[state] if lost else code), (state, heard)
        assert left == files, state
        for fault in ("Traceback", "Exception ignored", "프로그램의 잘못"):
            assert fault not in heard, (state, heard)
