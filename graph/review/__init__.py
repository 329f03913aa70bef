"""Reviewing: the queue of pairs that wait for a person, what a decision puts on record, and how far persons agree.

>>> from policygraph import open_study
>>> from policygraph.graph.review import build_queue, decided
>>> study = open_study()
>>> queue = build_queue(study, "김검토", tasks=["b6-1-2"])
>>> case = queue.cases[0]
>>> [review.verdict for review in decided(study.graph, case, "accept", "김검토", "2026-11-24T10:00:00+09:00")]
['accept']

`policygraph.sources.review_log.append_reviews` puts the reviews into the files of the workspace.
"""

from policygraph.graph.review.agreement import Agreement, review_agreement
from policygraph.graph.review.candidates import left_out, review_suggestions
from policygraph.graph.review.cases import ASKED, CASE_KINDS, Case, CaseKind, Progress, Queue
from policygraph.graph.review.queue import build_queue
from policygraph.graph.review.queue_data import queue_data
from policygraph.graph.review.verdicts import NoteWanted, Undone, decided, undo
from policygraph.sources.reviewing import next_moment

__all__ = [
    "ASKED",
    "CASE_KINDS",
    "Agreement",
    "Case",
    "CaseKind",
    "NoteWanted",
    "Progress",
    "Queue",
    "Undone",
    "build_queue",
    "decided",
    "left_out",
    "next_moment",
    "queue_data",
    "review_agreement",
    "review_suggestions",
    "undo",
]
