"""The drawing of a flow, made from the flow itself: Mermaid for papers, SVG for the editor and the browser.

Labels are escaped, ids are `s0`, `s1`… so that no name of an author can break a drawing. Steps of other flows stand as
dashed boxes at the edge. Shape tells what a step does, so that the drawing reads without colour.
"""

from __future__ import annotations

import textwrap
from collections.abc import Iterator
from itertools import pairwise
from xml.sax.saxutils import escape, quoteattr

from flows.definition import BACK, Flow, Release, Step
from flows.layout import Layout, Point, lay_out

LINE, PADDING, LETTER, SMALL_LETTER, MAX_LINE = 17, 10, 7.2, 6.2, 28
_STYLE = (
    "text{font:13px system-ui,sans-serif;fill:#14181d}.id{font-weight:600}.way{font-size:11px;fill:#4a535d}"
    "rect{fill:#fff;stroke:#6b7580;stroke-width:1.5}.end{fill:#f4f6f8;stroke-width:3}.acts{stroke:#0b57a4}"
    ".passes{stroke-dasharray:1 3}.other{stroke-dasharray:6 4;fill:#f4f6f8}path{fill:none;stroke:#6b7580}"
    "@media(prefers-color-scheme:dark){text{fill:#e9edf1}.way{fill:#b4bec8}rect{fill:#191f25;stroke:#8793a0}"
    ".end,.other{fill:#101418}.acts{stroke:#86bcf7}path{stroke:#8793a0}}"
)


def mermaid(of: Release | Flow) -> str:
    """A Mermaid flowchart of a flow, or of every flow of a release."""
    flows = of.flows if isinstance(of, Release) else (of,)
    inside = {step.id: f"s{number}" for number, step in enumerate(step for flow in flows for step in flow.steps)}
    lines = ["flowchart TD"]
    for flow in flows:
        lines += [f"  subgraph {flow.id}"] if len(flows) > 1 else []
        lines += [f"    {inside[step.id]}{_shape(step)}" for step in flow.steps]
        lines += ["  end"] if len(flows) > 1 else []
    for flow in flows:
        for step in flow.steps:
            lines += [f"  {arrow}" for arrow in _arrows(step, inside)]
    return "\n".join(lines) + "\n"


def _shape(step: Step) -> str:
    label = _plain(f"{step.id.partition('.')[2]}: {step.text.source}" if step.text else step.id.partition(".")[2])
    if step.end:
        return f'(["{label}"])'
    return f'["{label}"]' if step.waits else f'[/"{label}"/]'


def _plain(words: str) -> str:
    """Words that Mermaid cannot take for its own: every sign it reads becomes an entity."""
    short = textwrap.shorten(words, 60, placeholder="…")
    return "".join(sign if sign.isalnum() or sign in " .,…?!'" else f"#{ord(sign)};" for sign in short)


def _arrows(step: Step, inside: dict[str, str]) -> Iterator[str]:
    for target, words in ways(step).items():
        if target not in inside:
            inside[target] = f"s{len(inside)}"
            yield f'{inside[target]}["{_plain(target)}"]'
        label = _plain(", ".join(words))
        yield (
            f'{inside[step.id]} -->|"{label}"| {inside[target]}' if label else f"{inside[step.id]} --> {inside[target]}"
        )


def ways(step: Step) -> dict[str, list[str]]:
    """Where a step leads, each target once, with the answers that lead there."""
    found: dict[str, list[str]] = {}
    choices = {choice.id: choice.label.source for choice in step.ask.choices} if step.ask else {}
    for part, target, when in step.targets():
        if target != BACK:
            words = found.setdefault(target, [])
            kind, _, name = part.partition("/")
            if kind == "choice":
                words.append(choices[name])
            elif when is not None:
                words.append("if")
    return found


def svg(flow: Flow) -> str:
    """A flow as one SVG that stands alone: no script, no outside font, readable in light and dark."""
    steps = {step.id: step for step in flow.steps}
    boxes = {name: _lines(step) for name, step in steps.items()}
    labels: dict[str, str] = {}
    links: list[tuple[str, str]] = []
    for step in flow.steps:
        for target, words in ways(step).items():
            boxes.setdefault(target, [target])
            links += _linked(step.id, target, words, labels)
    sizes = {name: _size(rows) for name, rows in boxes.items()}
    sizes |= {name: (len(words) * SMALL_LETTER + 6, LINE) for name, words in labels.items()}
    layout = lay_out(sizes, links)
    parts = [
        *(_line(layout.lines[link], sizes[link[0]][1], sizes[link[1]][1], link[1] in boxes) for link in layout.lines),
        *(_box(name, rows, layout, sizes, steps.get(name)) for name, rows in boxes.items()),
        *(_label(words, layout.boxes[name]) for name, words in labels.items()),
    ]
    return "\n".join([*_head(flow, layout), *parts, "</svg>", ""])


def _linked(source: str, target: str, words: list[str], labels: dict[str, str]) -> list[tuple[str, str]]:
    """The lines of one way; its answers are laid out like a box, so that no two labels lie on each other."""
    if not words or source == target:
        return [(source, target)]
    label = f"\1{len(labels)}"
    labels[label] = textwrap.shorten(", ".join(dict.fromkeys(words)), MAX_LINE, placeholder="…")
    return [(source, label), (label, target)]


def _head(flow: Flow, layout: Layout) -> list[str]:
    wide, tall = f"{layout.width:.0f}", f"{layout.height:.0f}"
    arrow = '<marker id="a" viewBox="0 0 8 8" refX="8" refY="4" markerWidth="8" markerHeight="8" orient="auto">'
    size = f'viewBox="0 0 {wide} {tall}" width="{wide}" height="{tall}"'
    return [
        f'<svg xmlns="http://www.w3.org/2000/svg" {size} role="img" aria-label={quoteattr(flow.id)}>',
        f'<style>{_STYLE}</style><defs>{arrow}<path d="M0 0L8 4L0 8"/></marker></defs>',
    ]


def _lines(step: Step) -> list[str]:
    words = step.text.source if step.text else ", ".join(step.do)
    return [step.id.partition(".")[2], *textwrap.wrap(words, MAX_LINE, max_lines=3, placeholder=" …")]


def _size(rows: list[str]) -> tuple[float, float]:
    return max(168, max(len(row) for row in rows) * LETTER + 2 * PADDING), max(48, len(rows) * LINE + 2 * PADDING)


def _box(name: str, rows: list[str], layout: Layout, sizes: dict[str, tuple[float, float]], step: Step | None) -> str:
    (x, y), (wide, tall) = layout.boxes[name], sizes[name]
    kind = _kind(step)
    left, top = x - wide / 2, y - tall / 2
    round_ = 18 if step and step.end else 4
    text = "".join(
        f'<text class="{"id" if number == 0 else "words"}" x="{left + PADDING:.0f}" '
        f'y="{top + PADDING + LINE * number + 12:.0f}">{escape(row)}</text>'
        for number, row in enumerate(rows)
    )
    rect = f'<rect class="{kind}" x="{left:.0f}" y="{top:.0f}" width="{wide:.0f}" height="{tall:.0f}" rx="{round_}"/>'
    return f"<g data-step={quoteattr(name)}>{rect}{text}</g>"


def _kind(step: Step | None) -> str:
    if step is None:
        return "other"
    kinds = ["end"] if step.end else ["asks"] if step.ask else ["passes"]
    return " ".join(kinds + ["acts"] * bool(step.do))


def _label(words: str, at: Point) -> str:
    return f'<text class="way" text-anchor="middle" x="{at[0]:.0f}" y="{at[1] + 4:.0f}">{escape(words)}</text>'


def _line(points: list[Point], first: float, last: float, arrow: bool) -> str:
    begin, end = _leave(points[0], points[1], first), _leave(points[-1], points[-2], last)
    head = ' marker-end="url(#a)"' if arrow else ""
    return f'<path d="{_curve([begin, *points[1:-1], end])}"{head}/>'


def _leave(of: Point, toward: Point, tall: float) -> Point:
    """Where a line leaves or meets a box: in the middle of its lower or upper side."""
    return of[0], of[1] + (tall / 2 if toward[1] > of[1] else -tall / 2)


def _curve(points: list[Point]) -> str:
    path = f"M{points[0][0]:.0f} {points[0][1]:.0f}"
    for (x1, y1), (x2, y2) in pairwise(points):
        middle = (y1 + y2) / 2
        path += f"C{x1:.0f} {middle:.0f} {x2:.0f} {middle:.0f} {x2:.0f} {y2:.0f}"
    return path
