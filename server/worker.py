"""The process in which queries run: it opens the store of the dataset, answers one query at a time, and can be killed.

Started by `policygraph.server.pool` as ``python -m policygraph.server.worker``; it talks over its standard streams in
frames (`send`, `receive`): a line of JSON, then as many bytes as that line announces. Before it reads the first frame it
gives up what it does not need: where the system allows it, the network and all but a limit of memory and file size.
"""

from __future__ import annotations

import contextlib
import json
import os
import sys
import tempfile
import threading
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from queue import SimpleQueue
from typing import IO, Any, cast

from policygraph.ontology.query import Prepared, QueryRefused, prepare, refusal
from policygraph.server import windows
from policygraph.server.output import Output, TooMuch
from policygraph.server.spreadsheet import MOST_ROWS, write_spreadsheet, write_table

_LOADING = 1 << 46  # reading the data is not a query: no limit that a machine could reach
LAST_WORDS = "last-words"  # the file in a worker's folder that takes what the engine says when it gives up

Frame = tuple[dict[str, Any], bytes]


def send(stream: IO[bytes], head: Mapping[str, Any], body: bytes = b"") -> None:
    """Write one frame to *stream*."""
    stream.write(json.dumps({**head, "length": len(body)}).encode() + b"\n" + body)
    stream.flush()


def receive(stream: IO[bytes]) -> Frame | None:
    """Read one frame from *stream*, or ``None`` at its end."""
    line = stream.readline()
    if not line.endswith(b"\n"):
        return None
    head = json.loads(line)
    body = stream.read(head["length"])
    return None if len(body) < head["length"] else (head, body)


# A text that stands in or between the rows of the format, and how many more of them there are than rows. A literal may
# hold it too, so that there may be more of them: then an exact count decides.
_ROW_MARKS = {"json": (b"},{", -1), "xml": (b"<result>", 0), "csv": (b"\n", 1), "tsv": (b"\n", 1)}


class Engine:
    """Runs jobs on the dataset."""

    def __init__(self, memory: int, scratch: Path) -> None:
        import pyoxigraph

        self.memory, self.scratch = memory, scratch
        self.ox = pyoxigraph
        self.store = pyoxigraph.Store()

    def load(self, job: Mapping[str, Any]) -> Frame:
        """Open the store in a folder."""
        limit_memory(_LOADING)
        self.store = self.ox.Store.read_only(job["store"])
        limit_memory(self.memory)
        return {"ok": True}, b""

    def query(self, job: Mapping[str, Any]) -> Frame:
        """Check and run one query; whatever goes wrong is part of the answer."""
        text = job["query"]
        try:
            prepared = prepare(text)
            head, body = self._answer(job, prepared)
            return {**head, "fresh": prepared.fresh}, body
        except TooMuch as limit:
            return {"ok": False, "error": str(limit)}, b""
        except QueryRefused as error:
            return _refused(error)
        except (SyntaxError, ValueError, RuntimeError, OSError) as error:
            return _refused(refusal(error, text))
        except MemoryError:
            return {"ok": False, "error": "memory"}, b""
        finally:
            self._sweep()

    def _sweep(self) -> None:
        """Remove what a failed answer has left in the folder of this process."""
        for path in self.scratch.iterdir():
            if path.name != LAST_WORDS:
                with contextlib.suppress(OSError):
                    path.unlink()

    def _run(self, job: Mapping[str, Any], prepared: Prepared) -> Any:
        node = self.ox.NamedNode
        named = job["default_graphs"] is not None
        return self.store.query(
            prepared.watched,
            base_iri=job["base"],
            prefixes=job["prefixes"],
            use_default_graph_as_union=not prepared.names_graphs and not named,
            default_graph=[node(iri) for iri in job["default_graphs"]] if named else None,
            named_graphs=[node(iri) for iri in job["named_graphs"]] if named else None,
            custom_functions=prepared.functions,
        )

    def _answer(self, job: Mapping[str, Any], prepared: Prepared) -> Frame:
        result = self._run(job, prepared)
        triples = isinstance(result, self.ox.QueryTriples)
        form = job["graph"] if triples else job["result"]
        if form is None:
            return {"ok": False, "error": "unacceptable", "kind": "graph" if triples else "result"}, b""
        rows, limit = job["rows"], job["bytes"]
        output = Output(job["spool"], limit, xml=form in ("xml", "rdf"))
        try:
            if triples:
                self.ox.serialize(
                    _counted(result, rows),
                    cast(Any, output),
                    format=self.ox.RdfFormat.from_extension(form),
                    prefixes=dict(job["prefixes"]),
                )
            elif isinstance(result, self.ox.QueryBoolean):
                form = "csv" if form == "xlsx" else form
                if form in ("csv", "tsv"):
                    output.write(b"true\n" if result else b"false\n")
                else:
                    result.serialize(cast(Any, output), format=self.ox.QueryResultsFormat.from_extension(form))
            elif form == "xlsx":
                try:
                    found = _counted(result, min(rows, MOST_ROWS))
                    write_spreadsheet(_heads(result), found, cast(Any, output), job["names"])
                except OSError:
                    raise TooMuch("disk") from None
            elif form == "csv" and job.get("for_people"):
                write_table(_heads(result), _counted(result, rows), cast(Any, output))
            else:
                known = self.ox.QueryResultsFormat.from_extension(form)
                mark, more = _ROW_MARKS[form]
                output.mark, output.most = mark, rows + more
                try:
                    result.serialize(cast(Any, output), format=known)
                except TooMuch as reason:
                    if str(reason) != "rows":
                        raise
                    _exactly(self._run(job, prepared), rows)
                    output.discard()
                    output = Output(job["spool"], limit, xml=output.xml)
                    self._run(job, prepared).serialize(cast(Any, output), format=known)
            prepared.require_usable()
            body = output.finish()
        except BaseException:
            output.discard()
            raise
        return {"ok": True, "format": form, "size": output.size, "spooled": output.file is not None}, body


def _refused(error: QueryRefused) -> Frame:
    text = error.message
    return {
        "ok": False,
        "error": "refused",
        "ko": text.ko,
        "en": text.en,
        "line": error.line,
        "column": error.column,
    }, b""


def _heads(solutions: Any) -> list[str]:
    return [variable.value for variable in solutions.variables]


def _counted(rows: Iterable[Any], most: int) -> Iterator[Any]:
    for number, row in enumerate(rows):
        if number >= most:
            raise TooMuch("rows")
        yield row


def _exactly(rows: Iterable[Any], most: int) -> None:
    for _ in _counted(rows, most):
        pass


def seal(file_size: int) -> None:
    """Give up, for the rest of this process, what a query has no business with; what the system cannot do is skipped."""
    try:
        import ctypes

        new_user, new_network = 0x10000000, 0x40000000
        ctypes.CDLL(None).unshare(
            new_user | new_network
        )  # an empty network: no address can be reached, not even loopback
    except (OSError, AttributeError, TypeError):
        pass
    try:
        import resource
    except ImportError:  # Windows
        return
    for kind, most in ((resource.RLIMIT_FSIZE, file_size), (resource.RLIMIT_CORE, 0)):
        _limit(resource, kind, most)


def limit_memory(more: int) -> None:
    """Let this process use *more* bytes than it does now; where the system cannot tell or limit that, do nothing."""
    if sys.platform == "win32":
        windows.limit_memory(more)
        return
    try:
        import resource

        pages = int(Path("/proc/self/statm").read_text("ascii").split()[0])
    except (ImportError, OSError):
        return
    _limit(resource, resource.RLIMIT_AS, pages * resource.getpagesize() + more)


def _limit(resource: Any, kind: int, most: int) -> None:
    _, hard = resource.getrlimit(kind)
    if hard != resource.RLIM_INFINITY:
        most = min(most, hard)
    resource.setrlimit(kind, (most, hard))


def _frames(stream: IO[bytes]) -> Iterator[Frame]:
    """Yield the frames of *stream*; when it ends, so does the process, whatever it is doing."""
    waiting: SimpleQueue[Frame] = SimpleQueue()

    def listen() -> None:
        while (frame := receive(stream)) is not None:
            waiting.put(frame)
        os._exit(0)

    threading.Thread(target=listen, daemon=True).start()
    while True:
        yield waiting.get()


def main() -> None:
    """Serve jobs until the pool closes the stream."""
    import signal

    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the service decides when its workers end
    memory, file_size, scratch = int(sys.argv[1]), int(sys.argv[2]), sys.argv[3]
    tempfile.tempdir = scratch
    seal(file_size)
    engine = Engine(memory, Path(scratch))
    answers = sys.stdout.buffer
    send(answers, {"ok": True})
    for job, body in _frames(sys.stdin.buffer):
        if "query" in job["do"]:
            job["query"] = body.decode()
            send(answers, *engine.query(job))
        else:
            send(answers, *engine.load(job))


if __name__ == "__main__":
    main()
