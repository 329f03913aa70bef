"""What a view is narrowed to: some of the tasks, and one framework or one policy item with what lies below it."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from functools import cached_property

from policygraph.graph.alignment_graph import AlignmentGraph


@dataclass(frozen=True)
class Scope:
    """The *tasks* that count, and the policy *root* (``None``: every framework) of *graph*.

    >>> from policygraph import open_study
    >>> scope = scope_of(open_study().graph, root="kds")
    >>> scope.roots, len(scope.tasks), len(scope.serving)
    (('kds',), 114, 86)
    """

    graph: AlignmentGraph
    tasks: frozenset[str]
    root: str | None = None

    @property
    def roots(self) -> tuple[str, ...]:
        """The frameworks in view, or the one item that stands for them."""
        return (self.root,) if self.root else tuple(document.id for document in self.graph.frameworks)

    @cached_property
    def below(self) -> frozenset[str]:
        """The root and everything below it; of all frameworks where there is none."""
        return frozenset(name for root in self.roots for name in self.graph.below(root))

    @cached_property
    def serving(self) -> tuple[str, ...]:
        """The tasks in view that serve the root, in their order; all of them where there is none."""
        graph = self.graph
        return tuple(
            name
            for name in graph.tasks
            if name in self.tasks and (not self.root or any(link.item in self.below for link in graph.serves[name]))
        )


def scope_of(graph: AlignmentGraph, tasks: Collection[str] | None = None, root: str | None = None) -> Scope:
    """Return the scope of *tasks* (default: all) and *root* (default: every framework)."""
    return Scope(graph, frozenset(graph.tasks if tasks is None else tasks), root)
