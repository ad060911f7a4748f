"""A plan that names more windows than a device has places, or fewer, is told in words: it may be of another version."""

import pytest

from config.hall import Device, DeviceKind
from display.bridge.device import places


def device(*window_ids: str) -> Device:
    return Device(id="pads", kind=DeviceKind.CALL_PADS, url="socket://h:1?addresses=4,7", window_ids=window_ids)


def test_each_address_has_its_window() -> None:
    assert places(device("w02", "w01"), (4, 7)) == {4: "w02", 7: "w01"}


@pytest.mark.parametrize("window_ids", [(), ("w01",), ("w01", "w02", "w03")])
def test_windows_for_places_that_are_not_there_are_told(window_ids: tuple[str, ...]) -> None:
    with pytest.raises(ValueError, match=f"{len(window_ids)} windows for 2 places"):
        places(device(*window_ids), (4, 7))
