"""The bench walks the product's own screens: what changes them shows here, not only when somebody runs the bench."""

from __future__ import annotations

from contextlib import AsyncExitStack
from pathlib import Path

from tests.bench import costs, serve_ours
from tests.bench.children import child
from tests.bench.costs import OURS, Side
from tests.bench.stub import Stub


async def test_a_lap_of_the_bench_ends_where_it_began(tmp_path: Path) -> None:
    """The walk to the case and every tap of a lap still find their buttons."""
    stub = Stub()
    await stub.start()
    async with AsyncExitStack() as stack:
        stack.push_async_callback(stub.stop)
        defenders, _ = serve_ours.bots(stub)
        process = await stack.enter_async_context(child("serve_ours", stub.url, str(tmp_path), "quick"))
        screens = await costs.recorded(Side(OURS, process, defenders, []))
    after = screens["after"]
    assert isinstance(after, dict)
    assert after[list(after)[-1]] == screens["before"]
