"""How long the task cards of a large plan take to write and to take back, and how much memory; each form in its own process.

    python benchmarks/bench_cards.py [--tasks 2000] [--departments 60] [--form xlsx]

Prints JSON: seconds to write the cards, seconds until an import of all of them has said that nothing was edited, peak memory
(MB) and size of the files (MB). The data are synthetic.
"""

from __future__ import annotations

import argparse
import json
import resource
import subprocess
import sys
import tempfile
import time
from dataclasses import replace
from pathlib import Path

from bench_book import large_plan
from policygraph import open_study
from policygraph.records.kinds import Text
from policygraph.sources.formats.cards.form import FORMS
from policygraph.sources.formats.workbook.exported import keep_state
from policygraph.sources.formats.yaml.edit import dumped
from policygraph.sources.formats.yaml.writer import whole
from policygraph.sources.importing import import_file
from policygraph.views.cards.files import make_cards


def workspace(folder: Path, tasks: int, departments: int) -> Path:
    """Write a synthetic plan whose tasks have departments, texts and money into *folder*."""
    found = large_plan(tasks, tasks, 5 * tasks)
    *frameworks, plan = found.documents
    items = tuple(
        replace(
            item,
            department=Text(f"합성 부서 {n % departments}"),
            background=Text("합성 배경 " * 8),
            content=Text("합성 내용 " * 12),
        )
        if item.level == "task"
        else item
        for n, item in enumerate(plan.items)
    )
    corpus = replace(found, documents=(*frameworks, replace(plan, items=items)))
    folder.mkdir()
    (folder / "policygraph.toml").write_text('title = {ko = "합성"}\n', encoding="utf-8")
    (folder / "plans").mkdir()
    for document in corpus.documents:
        text = dumped(whole(replace(type(corpus)(), documents=(document,))))
        (folder / "plans" / f"{document.id}.yaml").write_text(text, encoding="utf-8")
    text = dumped(whole(replace(corpus, documents=())))
    (folder / "plans" / "judged.yaml").write_text(text, encoding="utf-8")
    return folder


def measure(form: str, tasks: int, departments: int) -> dict[str, float]:
    """Return what the cards in *form* take in this process."""
    with tempfile.TemporaryDirectory() as name:
        root, out = workspace(Path(name) / "ws", tasks, departments), Path(name) / "out"
        study = open_study(root)
        study.require_sound()
        start = time.perf_counter()
        made = make_cards(study, form, "ko", day="2026-11-24")  # type: ignore[arg-type]
        written = time.perf_counter()
        keep_state(root, made.state)
        out.mkdir()
        for file in made.files:
            (out / file.name).write_bytes(file.content)
        begun = time.perf_counter()
        result = import_file(out, root, dry_run=True)
        done = time.perf_counter()
        if result.changes or result.errors:
            raise SystemExit(f"cards that nobody edited change something: {result.issues[:3]}")
        return {
            "files": len(made.files),
            "written_s": round(written - start, 2),
            "taken_back_s": round(done - begun, 2),
            "peak_mb": round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024),
            "size_mb": round(sum(len(file.content) for file in made.files) / 10**6, 2),
        }


def main() -> None:
    """Print the figures as JSON."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--tasks", type=int, default=2000)
    parser.add_argument("--departments", type=int, default=60)
    parser.add_argument("--form", choices=FORMS)
    said = parser.parse_args()
    if said.form:
        print(json.dumps(measure(said.form, said.tasks, said.departments)))
        return
    found = {}
    for form in FORMS:
        command = [sys.executable, __file__, "--form", form, "--tasks", str(said.tasks), "--departments", str(said.departments)]  # fmt: skip
        found[form] = json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)
    print(json.dumps({"tasks": said.tasks, "forms": found}, indent=2, ensure_ascii=False))


if __name__ == "__main__":
    main()
