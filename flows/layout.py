"""A layered layout: boxes in rows from top to bottom, few crossings, every edge a line of points between them.

Sugiyama's four steps in plain Python: turn cycles round, put boxes in layers, order each layer by the middle of its
neighbours, set coordinates. Pure numbers; this file does not know what the boxes are, nor SVG.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

SWEEPS = 8  # more changes little for the sixty boxes of a flow
GAP_ACROSS, GAP_DOWN = 24, 30

Edge = tuple[str, str]
Point = tuple[float, float]


@dataclass
class Layout:
    """Where everything is: the middle of each box, and the points that each edge runs through."""

    boxes: dict[str, Point] = field(default_factory=dict)
    lines: dict[Edge, list[Point]] = field(default_factory=dict)
    width: float = 0
    height: float = 0


def lay_out(sizes: Mapping[str, tuple[float, float]], edges: Iterable[Edge]) -> Layout:
    """Lay out boxes of these sizes; edges to boxes that are not given, and to themselves, are left out."""
    wanted = list(dict.fromkeys((a, b) for a, b in edges if a in sizes and b in sizes and a != b))
    turned = _turned_round(list(sizes), wanted)
    forward = [(b, a) if edge in turned else edge for edge in wanted for a, b in [edge]]
    layers_of = _layers(list(sizes), forward)
    chains, nodes = _chains(forward, layers_of)
    rows = _ordered(nodes, chains)
    return _placed(rows, sizes, wanted, turned, dict(zip(wanted, chains, strict=True)))


def _turned_round(names: Sequence[str], edges: Sequence[Edge]) -> set[Edge]:
    """Edges that lead back to a box still being walked from: without them there is no cycle."""
    after: dict[str, list[str]] = {name: [] for name in names}
    for a, b in edges:
        after[a].append(b)
    back: set[Edge] = set()
    state: dict[str, int] = {}
    for root in names:
        if root in state:
            continue
        state[root] = 1
        stack = [(root, iter(after[root]))]
        while stack:
            name, rest = stack[-1]
            target = next(rest, None)
            if target is None:
                state[name] = 2
                stack.pop()
            elif target not in state:
                state[target] = 1
                stack.append((target, iter(after[target])))
            elif state[target] == 1:
                back.add((name, target))
    return back


def _layers(names: Sequence[str], edges: Sequence[Edge]) -> dict[str, int]:
    """The longest way from a first box: each edge then leads downwards."""
    layer = dict.fromkeys(names, 0)
    for _ in names:
        moved = False
        for a, b in edges:
            if layer[b] <= layer[a]:
                layer[b] = layer[a] + 1
                moved = True
        if not moved:
            break
    return layer


def _chains(edges: Sequence[Edge], layers_of: Mapping[str, int]) -> tuple[list[list[str]], dict[str, int]]:
    """Each edge as a chain with one point in every layer that it crosses."""
    nodes = dict(layers_of)
    chains: list[list[str]] = []
    for number, (a, b) in enumerate(edges):
        bends = {f"\0{number}.{layer}": layer for layer in range(layers_of[a] + 1, layers_of[b])}
        nodes |= bends
        chains.append([a, *bends, b])
    return chains, nodes


def _ordered(nodes: Mapping[str, int], chains: Sequence[Sequence[str]]) -> list[list[str]]:
    """Each layer sorted by the middle of its neighbours, down and up in turn."""
    rows: list[list[str]] = [[] for _ in range(max(nodes.values(), default=0) + 1)]
    for name, layer in nodes.items():
        rows[layer].append(name)
    above: dict[str, list[str]] = {name: [] for name in nodes}
    below: dict[str, list[str]] = {name: [] for name in nodes}
    for chain in chains:
        for a, b in pairwise(chain):
            below[a].append(b)
            above[b].append(a)
    for sweep in range(SWEEPS):
        near, order = (above, rows) if sweep % 2 == 0 else (below, rows[::-1])
        place = {name: number for row in rows for number, name in enumerate(row)}
        for row in order:
            middles = {name: _middle([place[other] for other in near[name]], place[name]) for name in row}
            row.sort(key=middles.__getitem__)
            place |= {name: number for number, name in enumerate(row)}
    return rows


def _middle(places: Sequence[int], own: int) -> float:
    return sum(places) / len(places) if places else own


def _placed(
    rows: Sequence[Sequence[str]],
    sizes: Mapping[str, tuple[float, float]],
    edges: Sequence[Edge],
    turned: set[Edge],
    chains: Mapping[Edge, Sequence[str]],
) -> Layout:
    layout = Layout()
    spots: dict[str, Point] = {}
    widths = [sum(_width(name, sizes) + GAP_ACROSS for name in row) + GAP_ACROSS for row in rows]
    layout.width = max(widths, default=0)
    top = float(GAP_DOWN) / 2
    for row, width in zip(rows, widths, strict=True):
        tall = max((sizes[name][1] for name in row if name in sizes), default=0)
        left = (layout.width - width) / 2 + GAP_ACROSS
        for name in row:
            spots[name] = (left + _width(name, sizes) / 2, top + tall / 2)
            left += _width(name, sizes) + GAP_ACROSS
        top += tall + GAP_DOWN
    layout.height = top
    layout.boxes = {name: spots[name] for name in sizes}
    for edge in edges:
        points = [spots[name] for name in chains[edge]]
        layout.lines[edge] = points[::-1] if edge in turned else points
    return layout


def _width(name: str, sizes: Mapping[str, tuple[float, float]]) -> float:
    return sizes[name][0] if name in sizes else 8
