"""Presenters know no window: this holds for everything they import, not only for their own lines."""

import grimp
import pytest


@pytest.mark.parametrize("machinery", ["kivy", "asyncio", "aiohttp", "time", "random"])
def test_no_presenter_reaches_machinery(machinery: str) -> None:
    graph = grimp.build_graph("display", "config", "queue_server", include_external_packages=True, cache_dir=None)
    assert machinery in graph.modules
    assert graph.find_shortest_chains("display.presenters", machinery, as_packages=True) == set()
