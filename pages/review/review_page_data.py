"""Makes the data of the review page: the queue as others read it, and what the page needs to keep decisions by itself.

Beyond ``policygraph/review-queue/1`` these are the titles of all documents, the parents of all items, the digests of both ends of each pair (a
decision remembers what the reviewer saw, however much later it is brought in), the pairs that have changed since they
were judged, every review on record, so that the page
can show a person what others said after their own verdict and can count agreement, the decisions about whole items, and
the rules by which names are compared (`policygraph.records.persons`).
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import TYPE_CHECKING, Any

from policygraph.graph.review import CASE_KINDS, CaseKind, build_queue, queue_data
from policygraph.graph.review.cases import HiddenCandidates, Suggested
from policygraph.graph.suspicion import suspects
from policygraph.pages.review.figures_data import figures_data
from policygraph.records.characters import BLANK
from policygraph.records.fingerprint import end_digest
from policygraph.records.kinds import Text
from policygraph.records.persons import FORMAT, LEAST_LIKE, LONG_NAME, LOOKALIKES, TITLES
from policygraph.records.record_data import plain
from policygraph.sources.reviewing import moment_of, with_first_voices
from policygraph.views.scope_words import scope_line

if TYPE_CHECKING:
    from policygraph.graph.study import Study


def review_page_data(
    study: Study,
    *,
    tasks: Collection[str] = (),
    frameworks: Collection[str] = (),
    kinds: Collection[CaseKind] = (),
    suggestions: Sequence[Suggested] = (),
    hidden: HiddenCandidates | None = None,
) -> dict[str, Any]:
    """Return what the page holds: every case that anybody could be asked, nobody's own decisions taken out.

    *tasks*, *frameworks* and *kinds* choose among them (all where empty); *suggestions* are pairs that a program found, *hidden* says
    what they leave out.

    >>> from policygraph import open_study
    >>> data = review_page_data(open_study(), tasks=["b6-1-2"])
    >>> data["schema"], [case["item"] for case in data["tasks"][0]["cases"]]
    ('policygraph/review-queue/1', ['bmg-ai2-3', 'lax-1', 'legal-1-18-2'])
    """
    cases = build_queue(
        study,
        "",
        tasks=tasks,
        frameworks=frameworks,
        kinds=kinds or tuple(CASE_KINDS),
        suggestions=suggestions,
        hidden=hidden,
    )
    queue = queue_data(cases, study)
    graph = study.graph
    titles = {name: graph.title(name) for name in (*graph.documents, *graph.items)}

    def digest(name: str) -> str:
        return end_digest(graph.subject(name), titles)

    workspace = dict(queue["workspace"])
    title = workspace["title"]
    return {
        **queue,
        "workspace": {
            **workspace,
            "name": title["ko"] or title["en"] or workspace["base"],
            "id": f"{workspace['base']}|{title['ko'] or title['en']}",
        },
        "stated": _text(scope_line(graph)),
        "notice": _text(study.workspace.settings.caveats.notice),
        "documents": {name: _text(document.title) for name, document in graph.documents.items()},
        "tasks": [{**task, "digest": digest(task["id"])} for task in queue["tasks"]],
        "items": [
            {**item, "digest": digest(item["id"]), "parents": list(graph.items[item["id"]].parents)}
            for item in queue["items"]
        ],
        "figures": figures_data(study),
        "suspects": [[link.task, link.item] for link, _ in suspects(graph)],
        "reviewed": [
            plain(review) for review in sorted(with_first_voices(graph.corpus, everywhere=True), key=moment_of)
        ],
        "names": {
            "blank": BLANK.pattern,
            "format": FORMAT.pattern,
            "lookalikes": LOOKALIKES,
            "leastLike": LEAST_LIKE,
            "long": LONG_NAME,
            "titles": TITLES,
        },
        "away": [plain(decision) for decision in graph.corpus.decisions if decision.item in graph.not_applicable],
    }


def _text(text: Text) -> dict[str, str]:
    return {"ko": text.ko, "en": text.en}
