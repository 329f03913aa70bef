"""The scripts of the pages: modules that name what they take, without circles, checked by TypeScript's compiler."""

from __future__ import annotations

import re
import shutil
import subprocess
import tomllib
from pathlib import Path

import pytest
from policygraph.pages.explorer.explorer_page import CODES as EXPLORER_CODES
from policygraph.pages.linker import link, linked_lines, place_of
from policygraph.pages.page_words import page_words
from policygraph.pages.review.review_page import CODES as REVIEW_CODES
from policygraph.pages.service.service_page import CODES as SERVICE_CODES

ROOT = Path(__file__).parents[1]
PAGES = ROOT / "pages"
COMPILER = ROOT / "build" / "npm" / "node_modules" / "typescript" / "bin" / "tsc"
OPTIONS = (
    "--noEmit",
    "--skipLibCheck",
    "--allowJs",
    "--checkJs",
    "--strict",
    "--noUnusedLocals",
    "--moduleDetection",
    "force",  # every script is a module: it sees no name that it does not import
    "--module",
    "esnext",
    "--moduleResolution",
    "bundler",
    "--target",
    "es2023",
    "--lib",
    "es2023,dom,dom.iterable",
)
OUTSIDE = "declare const vis: any;\ndeclare var policygraph: any;\n"  # the drawing library, and what tests may ask for
ENTRIES = (
    "explorer/explorer.js",
    "explorer/explorer_lite.js",
    "explorer/record.js",
    "review/review.js",
    "service/service.js",
)
CODES = {"explorer": EXPLORER_CODES, "review": REVIEW_CODES, "service": SERVICE_CODES}
TEMPLATES = {"explorer": "explorer.html.j2", "review": "review.html.j2", "service": "*.html.j2"}


def check(folder: Path) -> str:
    """Return what the compiler has to say about the pages' scripts, copied to *folder*."""
    node = shutil.which("node")
    if node is None or not COMPILER.exists():
        pytest.fail(
            "this test needs node and TypeScript: npm install --prefix build/npm typescript@5 (dev.sh check does it)"
        )
    (folder / "outside.d.ts").write_text(OUTSIDE, encoding="utf-8")
    done = subprocess.run(
        [node, COMPILER, *OPTIONS, *ENTRIES, "outside.d.ts"], cwd=folder, capture_output=True, encoding="utf-8"
    )
    return done.stdout


def test_the_types_of_the_scripts_hold(tmp_path: Path) -> None:
    folder = tmp_path / "pages"
    shutil.copytree(PAGES, folder, ignore=shutil.ignore_patterns("__pycache__", "*.py"))
    wrong = {  # the only things that the compiler may find: so it is known to look into every page
        "explorer/selection.js": ("select(3);", "TS2345"),
        "review/log.js": ("openCase();", "TS2304"),  # a name of another module, not imported
        "service/codes.js": ("codeName(3, 4).length;", "TS2345"),
        "shared/texts.js": ("pick(undefined).nothingLikeIt;", "TS2339"),
    }
    for name, (line, _) in wrong.items():
        path = folder / name
        path.write_text(f"{path.read_text('utf-8')}\n{line}\n", encoding="utf-8")
    found = [re.match(r"([\w/.]+)\(\d+,\d+\): error (TS\d+)", line) for line in check(folder).splitlines()]
    assert sorted((hit[1], hit[2]) for hit in found if hit) == sorted((name, code) for name, (_, code) in wrong.items())


def test_every_module_is_short_and_used() -> None:
    used = {line.module for entry in ENTRIES for line in linked_lines(entry)}
    lengths = {str(path.relative_to(PAGES)): len(path.read_text("utf-8").splitlines()) for path in PAGES.glob("*/*.js")}
    assert set(lengths) == used
    assert {name: lines for name, lines in lengths.items() if lines > 300} == {}


def test_a_page_without_charts_holds_none() -> None:
    whole, lite = (
        {line.module for line in linked_lines(f"explorer/{name}.js")} for name in ("explorer", "explorer_lite")
    )
    assert {name.split("/")[1] for name in whole - lite} >= {"view_graph.js", "view_flow.js", "curve.js", "marks.js"}


def test_a_linked_line_leads_back_to_its_module() -> None:
    script = link("review/review.js").split("\n")
    at = next(number for number, line in enumerate(script, 1) if line.startswith("function finish("))
    module, line = place_of("review/review.js", at).split(":")
    assert module == "review/actions.js"
    assert (PAGES / module).read_text("utf-8").split("\n")[int(line) - 1] == script[at - 1]


@pytest.mark.parametrize("entry", ENTRIES)
def test_scripts_share_no_globals(entry: str) -> None:
    assert link(entry).startswith('"use strict"; (() => {\n')
    assert re.findall(r"^(?:window|globalThis)\.(\w+) =", link(entry), re.MULTILINE) in ([], ["policygraph"])


def linked(monkeypatch: pytest.MonkeyPatch, **modules: str) -> str:
    """Return what is made of made-up modules, the first of which begins."""
    monkeypatch.setattr("policygraph.pages.linker.read_file", lambda _, name: modules[name.removesuffix(".js")])
    return "".join(f"{line.text}\n" for line in linked_lines(f"{next(iter(modules))}.js"))


def test_modules_run_after_what_they_import_and_keep_their_names_to_themselves(monkeypatch: pytest.MonkeyPatch) -> None:
    a = 'import { one } from "./b.js";\nimport { two } from "./c.js";\nconst own = one + two;\nglobalThis.seen = own;\n'
    b = "const own = 1;\nexport const one = own;\n"
    c = 'import { one } from "./b.js";\n\n/** Twice.\n * Why not? */\nexport const two = (() => 2 * one)(); // as "// is" said\n'
    script = linked(monkeypatch, a=a, b=b, c=c)
    done = subprocess.run(["node", "-e", f"{script}\nconsole.log(seen)"], capture_output=True, encoding="utf-8")
    assert done.stdout == "3\n", done.stderr


@pytest.mark.parametrize(
    ("modules", "said"),
    [
        ({"a": 'import { b } from "./b.js";', "b": 'import { a } from "./a.js";'}, "a.js -> b.js -> a.js"),
        ({"a": 'import { b } from "./b.js";', "b": "const b = 1;"}, "a.js imports b, which b.js does not export"),
        ({"a": 'import * as b from "./b.js";', "b": ""}, "a line that the linker does not know"),
        ({"a": "export default 1;"}, "a line that the linker does not know"),
        ({"a": "export let n = 1;"}, "a line that the linker does not know"),
    ],
    ids=["circle", "missing", "star", "default", "let"],
)
def test_what_cannot_be_linked_is_named(modules: dict[str, str], said: str, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(ValueError, match=re.escape(said)):
        linked(monkeypatch, **modules)


def asked(page: str) -> tuple[set[str], set[str]]:
    """Return the texts that scripts and template of *page* name outright, and the beginnings of those made from parts."""
    source = "\n".join(
        path.read_text("utf-8")
        for pattern in (f"{page}/*.js", "shared/*.js", f"{page}/{TEMPLATES[page]}")
        for path in PAGES.glob(pattern)
    )
    return set(re.findall(r'\b(?:t|pieces)\("([\w-]+)"', source)) | set(
        re.findall(r'data-(?:text|label)="(\w+)"', source)
    ), set(re.findall(r'"([\w-]+)"', source)) | set(re.findall(r"\b([\w-]+_)\$\{", source))


@pytest.mark.parametrize("page", TEMPLATES)
def test_every_text_that_is_asked_for_is_there_and_no_other(page: str) -> None:
    words = page_words(page, CODES[page])
    named, mentioned = asked(page)
    assert named
    assert named - set(words["texts"]) == set()
    own = tomllib.loads((PAGES / page / "words.toml").read_text("utf-8"))
    numbered = {"help", "reviewHelp", "strength", "onlyStrength"}
    unused = {
        key
        for key, pair in own.items()
        if isinstance(pair, list)
        and key not in mentioned
        and f"{key.split('_')[0]}_" not in mentioned
        and key.rstrip("0123456789") not in numbered
        and not re.search(rf"\b{re.escape(key)}\b", "\n".join(p.read_text("utf-8") for p in PAGES.glob(f"{page}/*.js")))
    }
    assert unused == set()


@pytest.mark.parametrize("page", TEMPLATES)
def test_texts_have_both_languages_and_the_same_places(page: str) -> None:
    words = page_words(page, CODES[page])
    for key, (ko, en) in words["texts"].items():
        assert ko, key
        assert en, key
        places = [set(re.findall(r"\{([\w.-]+)\}", text)) for text in (ko, en)]
        assert places[0] == places[1], key
        for place in places[0]:
            table, _, code = place.partition(".")
            assert not code or code in words["names"][table], (key, place)


def test_no_text_stands_twice() -> None:
    shared = set(tomllib.loads((PAGES / "shared" / "words.toml").read_text("utf-8")))
    for page in TEMPLATES:
        assert shared & set(tomllib.loads((PAGES / page / "words.toml").read_text("utf-8"))) == set()
