"""The kiosk's thinking knows no window and no clock: this holds for everything it imports."""

import grimp
import pytest


@pytest.mark.parametrize("room", ["kiosk.presenters", "kiosk.flow", "kiosk.messages"])
@pytest.mark.parametrize("machinery", ["kivy", "asyncio", "aiohttp", "time", "random"])
def test_the_kiosk_thinks_without_machinery(room: str, machinery: str) -> None:
    graph = grimp.build_graph(
        "kiosk", "display", "hardware", "config", "queue_server", include_external_packages=True, cache_dir=None
    )
    assert machinery in graph.modules
    assert graph.find_shortest_chains(room, machinery, as_packages=True) == set()
