"""All pages hold together: links, the index, addresses, libraries, the changelog, the queries of the vocabulary."""

from __future__ import annotations

import configparser
import datetime
import re
from pathlib import Path
from urllib.parse import urlsplit

import policygraph
import pytest
from documentation import PAGES, ROOT, example_study, headings, prose, read, vocabulary_terms, written_files
from policygraph import Study
from policygraph.ontology.query import run_query

pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning")


def queries() -> list[tuple[str, str]]:
    """The queries of docs/vocabulary.md with the heading that they stand under."""
    found, heading = [], ""
    for match in re.finditer(
        r"^#+ ([^\n]+)$|^```sparql\n(.*?)^```$", read("docs/vocabulary.md"), re.DOTALL | re.MULTILINE
    ):
        if match[1]:
            heading = match[1]
        else:
            found.append((heading.strip("`"), match[2]))
    return found


def test_every_query_of_the_vocabulary_page_answers(bundled: Study, example: Study, tmp_path: Path) -> None:
    deciding = example_study(tmp_path / "deciding", written_files("docs/records.md") | written_files("docs/decide.md"))
    neighbour = "document: {id: np, kind: city-plan, title: 이웃시 계획, city: {id: iut, title: 이웃시}}\nitems: [{id: np-1, level: task, parent: np, title: 이웃 과제}]\n"
    cities = example_study(tmp_path / "cities", written_files("docs/records.md") | {"plans/np.yaml": neighbour})
    studied = example_study(tmp_path / "studied", written_files("docs/findings.md"))
    for heading, query in queries():
        assert len(query.splitlines()) == 2, heading
        rows = [len(list(run_query(study.published, query))) for study in (bundled, example, deciding, cities, studied)]
        assert max(rows) > 0, heading
        assert rows[0] > 0 or heading in (
            "pg:Candidate", "pg:City", "pg:CityCoverage", "pg:ContentPlace", "pg:Department", "pg:Edit", "pg:Finding", "pg:FundShare", "pg:Mark", "pg:Milestone", "pg:NoMatch", "pg:NotApplicable", "pg:Observation", "pg:OwnColumn", "pg:Requirement", "pg:Review",
            "pg:Scenario", "pg:ServedItem",
        ), heading  # fmt: skip


def test_every_class_of_the_vocabulary_has_a_query() -> None:
    classes = {name for name in vocabulary_terms("https://w3id.org/policygraph/ns#") if name[0].isupper()}
    assert {f"pg:{name}" for name in classes} <= {heading for heading, _ in queries()}


def slug(heading: str) -> str:
    text = re.sub(r"[^\w\s-]", "", heading.lstrip("# ").strip().lower())
    return re.sub(r"\s", "-", text)


@pytest.mark.parametrize("page", PAGES)
def test_links_between_pages_resolve(page: str) -> None:
    text = re.sub(r"`[^`\n]*`", "", prose(page))
    for target in re.findall(r"\]\(([^)\s]+)\)", text):
        if urlsplit(target).scheme in ("http", "https"):
            continue
        name, _, anchor = target.partition("#")
        path = (ROOT / page).parent / name if name else ROOT / page
        assert path.exists(), f"{page}: {target}"
        if anchor:
            other = path.resolve().relative_to(ROOT).as_posix()
            known = set(re.findall(r'<a id="([^"]+)">', read(other))) | {slug(heading) for heading in headings(other)}
            assert anchor in known, f"{page}: {target}"


def test_every_page_is_in_the_index() -> None:
    index = read("docs/README.md")
    for page in PAGES:
        name = page.removeprefix("docs/") if page.startswith("docs/") else f"../{page}"
        assert name == "README.md" or f"({name})" in index, f"docs/README.md does not name {page}"


def test_pages_name_no_place_of_one_machine() -> None:
    for page in PAGES:
        assert not re.search(r"(?<![\w.])/(work|tmp|home|root|Users)/", read(page)), page


NAMESPACES = {
    "127.0.0.1", "example.org", "localhost", "orcid.org", "purl.org", "rdfs.org", "schemas.openxmlformats.org", "sssom.invalid", "w3id.org", "www.apache.org",
    "www.hancom.co.kr", "www.w3.org",
}  # fmt: skip


def test_code_names_no_outside_address_but_namespaces() -> None:
    rooms = ("commands", "server", "pages", "views", "graph", "ontology", "sources", "records", "benchmarks")
    files = [path for room in rooms for path in (ROOT / room).rglob("*") if "data" not in path.parts]
    files += [ROOT / name for name in ("cli.py", "dev.sh", "setup.cfg", "pyproject.toml", "__init__.py")]
    suffixes = (".py", ".js", ".css", ".j2", ".html", ".ttl", ".rq", ".sh", ".cfg", ".toml")
    for path in files:
        if path.suffix in suffixes:
            for host in re.findall(r"https?://([A-Za-z0-9.-]+)", path.read_text(encoding="utf-8").replace("\\", "")):
                assert host in NAMESPACES, f"{path.name}: {host}"


def test_contributing_explains_every_library() -> None:
    parser = configparser.ConfigParser()
    parser.read(ROOT / "setup.cfg", encoding="utf-8")
    text = read("CONTRIBUTING.md").lower()
    needed = parser["options"]["install_requires"] + "".join(parser["options.extras_require"].values())
    for line in needed.split("\n"):
        name = re.split(r"[ <>=;\[]", line.strip())[0]
        if name and not name.startswith("types-"):
            assert f"| {name.lower()}" in text or f", {name.lower()}" in text, (
                f"CONTRIBUTING.md does not explain {name}"
            )


def test_the_changelog_keeps_its_form() -> None:
    text = read("CHANGELOG.md")
    versions = re.findall(r"^## \[([\d.]+)\] - (\d{4}-\d\d-\d\d)$", text, re.MULTILINE)
    assert versions[0][0] == policygraph.__version__
    dates = [datetime.date.fromisoformat(date) for _, date in versions]
    assert dates == sorted(dates, reverse=True)
    assert text.count("Unreleased") <= 1
    assert text.find("## [Unreleased]") < text.index("## [" + versions[0][0])
