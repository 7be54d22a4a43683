"""From nodes to leaves: the typesetter says how high each thing is, methods.binder.pages puts it on pages."""

from collections.abc import Iterator, Sequence
from typing import Any

from methods.binder.pages import UNITS, Page, Size, fits, paginate, prepared, sheets, taken_apart
from methods.binder.prose import Node
from portal import printing

# Nodes that are measured in one process: keeps its memory under that of a whole handbook.
BATCH = 500
# Points left free, so that rounding never pushes a line to the next page.
SLACK = 3.0

Leaf = tuple[Page, Page]


def leaves(books: Sequence[tuple[Page, list[Node]]]) -> list[list[Leaf]]:
    """For each book, an opening page (may be empty) and its nodes, the fronts and backs."""
    measured = _measured([nodes for _opening, nodes in books if nodes])
    return [
        sheets([*([opening] if opening else []), *(paginate(*next(measured)) if nodes else [])])
        for opening, nodes in books
    ]


def _measured(books: list[list[Node]]) -> Iterator[tuple[list[Node], list[Size], float]]:
    for batch in _batches(books):
        sizes, capacity = _sizes(batch)
        for nodes, found in zip(batch, sizes, strict=True):
            if all(map(lambda node, size: fits(node, size, capacity), nodes, found)):
                yield nodes, found, capacity
            else:
                yield from _smaller(nodes, found, capacity)


def _smaller(nodes: list[Node], sizes: list[Size], capacity: float) -> Iterator[tuple[list[Node], list[Size], float]]:
    """What can't stand whole on a page, as plain paragraphs."""
    changed = [
        small
        for node, size in zip(nodes, sizes, strict=True)
        for small in ([node] if fits(node, size, capacity) else prepared(taken_apart(node)))
    ]
    again, _capacity = _sizes([changed])
    yield changed, again[0], capacity


def _batches(books: list[list[Node]]) -> Iterator[list[list[Node]]]:
    batch: list[list[Node]] = []
    for nodes in books:
        if batch and sum(map(len, batch)) + len(nodes) > BATCH:
            yield batch
            batch = []
        batch.append(nodes)
    if batch:
        yield batch


def _sizes(books: list[list[Node]]) -> tuple[list[list[Size]], float]:
    answer: dict[str, Any] = printing.ask("methods/measure", {"units": UNITS, "books": books}, "sizes")
    sizes = [[Size(**size) for size in book] for book in answer["books"]]
    return sizes, answer["capacity"] - SLACK
