"""The process in which queries run: it holds one copy of the dataset, answers one query at a time, and can be killed.

Started by `policygraph.server.pool` as ``python -m policygraph.server.worker``; it talks over its standard streams in
frames (`send`, `receive`): a line of JSON, then as many bytes as that line announces. Before it reads the first frame it
gives up what it does not need: where the system allows it, the network and all but a limit of memory and file size.
"""

from __future__ import annotations

import json
import os
import sys
import threading
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from queue import SimpleQueue
from typing import IO, Any, cast

_LOADING = 1 << 46  # reading the data is not a query: no limit that a machine could reach
INLINE = 128 * 1024  # answers up to this size travel through the pipe, larger ones through a file

Frame = tuple[dict[str, Any], bytes]


class TooMuch(Exception):  # noqa: N818 - the answer is
    """The answer exceeds a limit; the argument names it: ``rows`` or ``bytes``."""


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


class Output:
    """Takes the bytes of an answer: keeps a small one in memory, moves a large one to a file, refuses a too large one.

    An answer that is not too long holds *mark* at most *most* times; one that holds more needs a closer look (`TooMuch`).
    """

    def __init__(self, path: str, limit: int, mark: bytes = b"", most: int = 0) -> None:
        self.path, self.limit, self.mark, self.most = path, limit, mark, most
        self.size, self.seen, self.tail = 0, 0, b""
        self.memory: bytearray | None = bytearray()
        self.file: IO[bytes] | None = None

    def write(self, piece: bytes) -> int:
        """Take the next piece; raises `TooMuch` when the answer grows beyond a limit."""
        self.size += len(piece)
        if self.size > self.limit:
            raise TooMuch("bytes")
        if self.mark:
            text = self.tail + piece
            self.seen += text.count(self.mark)
            self.tail = text[len(text) - len(self.mark) + 1 :] if len(self.mark) > 1 else b""
            if self.seen > self.most:
                raise TooMuch("rows")
        if self.memory is not None and self.size <= INLINE:
            self.memory += piece
        else:
            if self.file is None:
                self.file = Path(self.path).open("wb")  # noqa: SIM115 - closed by `finish` or `discard`
                self.file.write(self.memory or b"")
                self.memory = None
            self.file.write(piece)
        return len(piece)

    def flush(self) -> None:
        """Do nothing: the engine asks for it after each answer."""

    def finish(self) -> bytes:
        """Close the answer and return it, or nothing when it lies in the file."""
        if self.file is not None:
            self.file.close()
        return bytes(self.memory or b"")

    def discard(self) -> None:
        """Throw the answer away."""
        if self.file is not None:
            self.file.close()
            Path(self.path).unlink(missing_ok=True)


# A text that stands in or between the rows of the format, and how many more of them there are than rows. A literal may
# hold it too, so that there may be more of them: then an exact count decides.
_ROW_MARKS = {"json": (b"},{", -1), "xml": (b"<result>", 0), "csv": (b"\n", 1), "tsv": (b"\n", 1)}


class Engine:
    """Runs jobs on the dataset."""

    def __init__(self, memory: int) -> None:
        import pyoxigraph

        self.memory = memory
        self.ox = pyoxigraph
        self.store = pyoxigraph.Store()
        self.results = {
            "json": pyoxigraph.QueryResultsFormat.JSON,
            "xml": pyoxigraph.QueryResultsFormat.XML,
            "csv": pyoxigraph.QueryResultsFormat.CSV,
            "tsv": pyoxigraph.QueryResultsFormat.TSV,
        }
        self.graphs = {
            "ttl": pyoxigraph.RdfFormat.TURTLE,
            "nt": pyoxigraph.RdfFormat.N_TRIPLES,
            "rdf": pyoxigraph.RdfFormat.RDF_XML,
            "jsonld": pyoxigraph.RdfFormat.JSON_LD,
        }

    def load(self, job: Mapping[str, Any]) -> Frame:
        """Read the files of a dataset; those already read for the same dataset stay."""
        limit_memory(_LOADING)
        if not job.get("more"):
            self.store = self.ox.Store()
        for path in job["files"]:
            self.store.load(path=path, format=self.ox.RdfFormat.N_QUADS)
        limit_memory(self.memory)
        return {"ok": True, "quads": len(self.store)}, b""

    def query(self, job: Mapping[str, Any]) -> Frame:
        """Run one query; whatever goes wrong is part of the answer."""
        try:
            return self._answer(job)
        except TooMuch as limit:
            return {"ok": False, "error": str(limit)}, b""
        except SyntaxError as error:
            return {"ok": False, "error": "syntax", "message": str(error)}, b""
        except (ValueError, RuntimeError, OSError) as error:
            return {"ok": False, "error": "evaluation", "message": str(error)}, b""
        except MemoryError:
            return {"ok": False, "error": "memory"}, b""

    def _run(self, job: Mapping[str, Any]) -> Any:
        node = self.ox.NamedNode
        named = job["default_graphs"] is not None
        return self.store.query(
            job["query"],
            base_iri=job["base"],
            prefixes=job["prefixes"],
            use_default_graph_as_union=job["union"] and not named,
            default_graph=[node(iri) for iri in job["default_graphs"]] if named else None,
            named_graphs=[node(iri) for iri in job["named_graphs"]] if named else None,
        )

    def _answer(self, job: Mapping[str, Any]) -> Frame:
        result = self._run(job)
        triples = isinstance(result, self.ox.QueryTriples)
        form = job["graph"] if triples else job["result"]
        if form is None:
            return {"ok": False, "error": "unacceptable", "kind": "graph" if triples else "result"}, b""
        rows, limit = job["rows"], job["bytes"]
        output = Output(job["spool"], limit)
        try:
            if triples:
                self._serialize(_counted(result, rows), output, form, job["prefixes"])
            elif isinstance(result, self.ox.QueryBoolean) and form in ("csv", "tsv", "xlsx"):
                output.write(b"true\n" if result else b"false\n")
                form = "csv" if form == "xlsx" else form
            elif form == "xlsx":
                from policygraph.server.spreadsheet import write_spreadsheet

                write_spreadsheet(result, output, rows, job["names"])
            elif isinstance(result, self.ox.QueryBoolean):
                result.serialize(cast(Any, output), format=self.results[form])
            else:
                mark, more = _ROW_MARKS[form]
                output.mark, output.most = mark, rows + more
                try:
                    result.serialize(cast(Any, output), format=self.results[form])
                except TooMuch as reason:
                    if str(reason) != "rows":
                        raise
                    _exactly(self._run(job), rows)
                    output.discard()
                    output = Output(job["spool"], limit)
                    self._run(job).serialize(cast(Any, output), format=self.results[form])
        except BaseException:
            output.discard()
            raise
        body = output.finish()
        return {"ok": True, "format": form, "size": output.size, "spooled": output.file is not None}, body

    def _serialize(self, triples: Iterable[Any], output: Output, form: str, prefixes: Mapping[str, str]) -> None:
        self.ox.serialize(triples, cast(Any, output), format=self.graphs[form], prefixes=dict(prefixes))


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
    memory, file_size = map(int, sys.argv[1:3])
    seal(file_size)
    engine = Engine(memory)
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
