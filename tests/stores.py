"""Other SPARQL stores on loopback, each in a folder of its own: Virtuoso, and Oxigraph under Node."""

from __future__ import annotations

import shutil
import socket
import subprocess
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

NODE_MODULES = Path(__file__).resolve().parent.parent / "build" / "npm" / "node_modules"
OXIGRAPH_SERVER = Path(__file__).with_name("oxigraph_server.cjs")

VIRTUOSO_SETTINGS = """
[Database]
DatabaseFile={folder}/virtuoso.db
ErrorLogFile={folder}/virtuoso.log
LockFile={folder}/virtuoso.lck
TransactionFile={folder}/virtuoso.trx
xa_persistent_file={folder}/virtuoso.pxa
[TempDatabase]
DatabaseFile={folder}/virtuoso-temp.db
TransactionFile={folder}/virtuoso-temp.trx
[Parameters]
ServerPort=127.0.0.1:{sql_port}
DisableUnixSocket=1
ServerThreads=8
NumberOfBuffers=10000
MaxDirtyBuffers=6000
DirsAllowed={folder}
[HTTPServer]
ServerPort=127.0.0.1:{port}
ServerRoot={folder}
ServerThreads=8
[SPARQL]
ResultSetMaxRows=10000
"""
GRANTS = 'GRANT SPARQL_UPDATE TO "SPARQL";'


@dataclass(frozen=True)
class Store:
    """A running store: where it takes queries, and where updates."""

    name: str
    url: str
    update_url: str

    @property
    def options(self) -> list[str]:
        """What ``policygraph publish`` needs to know of it."""
        different = [] if self.url == self.update_url else ["--update-endpoint", self.update_url]
        return ["--endpoint", self.url, *different]


def free_port() -> int:
    """Return a port that was free a moment ago."""
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        port: int = found.getsockname()[1]
        return port


def node_package(name: str) -> Path:
    """Return where an npm package lies; fail with what to do when Node or the package is missing."""
    if shutil.which("node") is None:
        pytest.fail("this test needs Node: apt-get install nodejs npm")
    if not (NODE_MODULES / name).is_dir():
        pytest.fail(
            f"this test needs the npm package {name}: "
            "npm install --prefix build/npm oxigraph@0.5.11 @comunica/query-sparql@4 (bash dev.sh check does that)"
        )
    return NODE_MODULES / name


@pytest.fixture(scope="session")
def virtuoso(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    """A Virtuoso of its own, open for updates on loopback alone."""
    for program in ("virtuoso-t", "isql-vt"):
        if shutil.which(program) is None:
            pytest.fail(f"this test needs {program}: apt-get install virtuoso-opensource")
    for attempt in range(5):  # another program may take a free port in the meantime
        folder = tmp_path_factory.mktemp("virtuoso")
        port, sql_port = free_port(), free_port()
        settings = folder / "virtuoso.ini"
        settings.write_text(VIRTUOSO_SETTINGS.format(folder=folder, port=port, sql_port=sql_port))
        command = ["virtuoso-t", "+configfile", str(settings), "+wait"]
        if subprocess.run(command, cwd=folder, check=attempt == 4, timeout=300).returncode == 0:
            break
    place = f"127.0.0.1:{sql_port}"
    try:
        subprocess.run(["isql-vt", place, "dba", "dba", f"exec={GRANTS}"], check=True, timeout=300, capture_output=True)
        url = f"http://127.0.0.1:{port}/sparql"
        yield Store("virtuoso", url, url)
    finally:
        subprocess.run(["isql-vt", place, "dba", "dba", "-K"], check=False, timeout=300, capture_output=True)


@pytest.fixture(scope="session")
def oxigraph() -> Iterator[Store]:
    """Oxigraph as WebAssembly under Node, behind a few lines of HTTP; its default graph is not the union."""
    package = node_package("oxigraph")
    process = subprocess.Popen(["node", str(OXIGRAPH_SERVER), str(package)], stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    port = int(process.stdout.readline())
    yield Store("oxigraph", f"http://127.0.0.1:{port}/query", f"http://127.0.0.1:{port}/update")
    process.terminate()
    process.wait(300)


@pytest.fixture(params=["virtuoso", "oxigraph"])
def store(request: pytest.FixtureRequest) -> Store:
    """Each of the other stores in turn."""
    found: Callable[..., Store] = request.getfixturevalue(request.param)
    return found  # type: ignore[return-value]
