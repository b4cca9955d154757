"""Drawings are made from the flow, hold every step and way, and no label can break them."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from itertools import combinations

from flow_world import CORE, FIELDS, release
from hypothesis import given
from hypothesis import strategies as st

from flows.graph import mermaid, svg
from flows.layout import lay_out
from flows.loading import load_flow

SVG = "{http://www.w3.org/2000/svg}"


def test_the_svg_holds_every_step_once() -> None:
    """Each step of the flow is a named box, steps of other flows stand dashed at the edge."""
    flow = next(flow for flow in release().flows if flow.id == "core")
    root = ET.fromstring(svg(flow))
    boxes = {group.get("data-step"): group for group in root.iter(f"{SVG}g")}
    assert {step.id for step in flow.steps} <= set(boxes)
    outside = boxes["danger.card"].find(f"{SVG}rect")
    assert outside is not None
    assert outside.get("class") == "other"


def test_hostile_labels_stay_words() -> None:
    """A label that tries to be markup is drawn as it is written."""
    bad = '</text><script>alert(1)</script>"]; click s0'
    flow = load_flow(CORE.replace('"A company"', repr(bad)).replace('"Hello."', repr(bad)), "core", FIELDS)
    drawn = svg(flow)
    ET.fromstring(drawn)
    assert "<script" not in drawn
    lines = mermaid(flow).splitlines()
    assert not any("<" in line or '"];' in line or "click s0" in line.split('"')[0] for line in lines)


def test_the_drawing_needs_nothing_from_outside() -> None:
    """No script, no address but the name of the format."""
    drawn = "".join(svg(flow) for flow in release().flows)
    assert drawn.count("http") == drawn.count("http://www.w3.org/2000/svg")
    assert "url(#a)" in drawn


def test_mermaid_draws_every_way_of_every_flow() -> None:
    """A release is one chart with a frame per flow."""
    loaded = release()
    drawn = mermaid(loaded)
    wanted = sum(len({to for _, to, _ in step.targets() if to != "_back"}) for step in loaded.steps.values())
    assert drawn.count("-->") == wanted
    assert drawn.count("subgraph") == 3


NAMES = [f"n{number}" for number in range(14)]
EDGES = st.lists(st.tuples(st.sampled_from(NAMES), st.sampled_from(NAMES)), max_size=40)


@given(EDGES)
def test_boxes_never_overlap_and_every_line_joins_its_boxes(edges: list[tuple[str, str]]) -> None:
    """Whatever the graph, cycles too: boxes keep apart and inside, lines begin and end at theirs."""
    sizes = {name: (100.0 + 7 * number, 40.0) for number, name in enumerate(NAMES)}
    layout = lay_out(sizes, edges)
    for one, other in combinations(NAMES, 2):
        (x1, y1), (x2, y2) = layout.boxes[one], layout.boxes[other]
        apart = abs(x1 - x2) >= (sizes[one][0] + sizes[other][0]) / 2 or abs(y1 - y2) >= 40
        assert apart, (one, other)
    for name, (x, y) in layout.boxes.items():
        assert x - sizes[name][0] / 2 >= 0
        assert x + sizes[name][0] / 2 <= layout.width
        assert 0 <= y - 20 <= layout.height
    for (a, b), points in layout.lines.items():
        assert (points[0], points[-1]) == (layout.boxes[a], layout.boxes[b])
    assert set(layout.lines) == {(a, b) for a, b in edges if a != b}


def test_a_straight_flow_is_a_straight_column() -> None:
    """Boxes in a row without branches stand below each other."""
    layout = lay_out(dict.fromkeys("abc", (100.0, 40.0)), [("a", "b"), ("b", "c")])
    xs = {x for x, _ in layout.boxes.values()}
    ys = [layout.boxes[name][1] for name in "abc"]
    assert len(xs) == 1
    assert ys == sorted(ys)
