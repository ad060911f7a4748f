import io
import os
from pathlib import Path

import pytest
from PIL import Image
from structlog.testing import capture_logs

from hardware import v4l2
from hardware.drivers.document_camera import Blank, DocumentCamera, Picture
from hardware.health import Health, NoAnswer, Offline


def jpeg(width: int = 320, height: int = 240) -> bytes:
    file = io.BytesIO()
    Image.new("RGB", (width, height), "white").save(file, "JPEG")
    return file.getvalue()


class MadeUpKernel:
    """A camera of two buffers, as the kernel shows it."""

    def __init__(self, pictures: list[bytes], *, able: int = v4l2.VIDEO_CAPTURE | v4l2.STREAMING) -> None:
        self.pictures = pictures
        self.able = able
        self.coding = v4l2.MJPEG
        self.plugged_in = True
        self.streaming = False
        self.open_descriptors: set[int] = set()
        self.queued: list[int] = []
        self.asked_for: tuple[int, int] = (0, 0)
        self._memory = [bytearray(100_000), bytearray(100_000)]

    def open(self, path: str) -> int:
        if not self.plugged_in:
            raise FileNotFoundError(path)
        self.open_descriptors.add(7)
        return 7

    def ioctl(self, descriptor: int, request: int, argument: bytearray) -> None:
        assert descriptor in self.open_descriptors
        assert len(argument) == request >> 16 & 0x3FFF, "the size stands in the number of the request"
        match request:
            case v4l2.QUERYCAP:
                argument[:] = v4l2.CAPABILITY.pack(
                    b"fake", b"fake", b"usb", 0, self.able | v4l2.DEVICE_CAPS, self.able, 0, 0, 0
                )
            case v4l2.S_FMT:
                kind, width, height, _, *rest = v4l2.FORMAT.unpack(argument)
                self.asked_for = (width, height)
                argument[:] = v4l2.FORMAT.pack(kind, width, height, self.coding, *rest)
            case v4l2.REQBUFS:
                argument[:] = v4l2.REQUEST.pack(len(self._memory), v4l2.VIDEO_CAPTURE, v4l2.MAPPED, 0)
            case v4l2.QUERYBUF:
                index = v4l2.BUFFER.unpack(argument)[0]
                argument[:] = self._buffer(index, offset=index * 4_096, length=100_000)
            case v4l2.QBUF:
                self.queued.append(v4l2.BUFFER.unpack(argument)[0])
            case v4l2.DQBUF:
                assert self.streaming
                index = self.queued.pop(0)
                picture = self.pictures.pop(0)
                self._memory[index][: len(picture)] = picture
                argument[:] = self._buffer(index, used=len(picture))
            case v4l2.STREAMON | v4l2.STREAMOFF:
                self.streaming = request == v4l2.STREAMON
            case _:
                raise AssertionError(hex(request))

    def _buffer(self, index: int, used: int = 0, offset: int = 0, length: int = 0) -> bytes:
        return v4l2.BUFFER.pack(index, 1, used, 0, 0, 0, 0, bytes(16), 0, v4l2.MAPPED, offset, length, 0, 0)

    def map(self, descriptor: int, length: int, offset: int) -> memoryview:
        assert length == 100_000
        return memoryview(self._memory[offset // 4_096])

    def wait(self, descriptor: int, within_s: float) -> bool:
        return bool(self.pictures)

    def close(self, descriptor: int) -> None:
        self.open_descriptors.remove(descriptor)


def camera(kernel: MadeUpKernel) -> DocumentCamera:
    url = "v4l2:///dev/video0?width=640&height=480"
    return DocumentCamera(
        url,
        take=lambda *wanted: v4l2.picture(*wanted, kernel=kernel),
        look=lambda path: v4l2.look(path, kernel=kernel),
    )


async def test_the_picture_after_the_camera_has_settled_is_taken() -> None:
    kernel = MadeUpKernel([jpeg(8, 8)] * v4l2.SETTLING + [jpeg(640, 480)])
    picture = await camera(kernel).picture()
    assert isinstance(picture, Picture)
    assert (picture.width, picture.height) == kernel.asked_for == (640, 480)
    assert not kernel.streaming
    assert not kernel.open_descriptors
    assert "jpeg" not in repr(picture), "a picture of somebody's papers stays out of logs"


async def test_a_camera_that_gives_nothing_does_not_answer() -> None:
    kernel = MadeUpKernel([jpeg()] * 3)
    assert await camera(kernel).picture() == NoAnswer()
    assert not kernel.streaming
    assert not kernel.open_descriptors


@pytest.mark.parametrize("able", [0, v4l2.VIDEO_CAPTURE, v4l2.STREAMING])
async def test_what_is_no_camera_is_offline(able: int) -> None:
    kernel = MadeUpKernel([jpeg()] * 9, able=able)
    assert await camera(kernel).picture() == Offline()
    assert not kernel.open_descriptors


async def test_a_camera_without_mjpeg_is_offline() -> None:
    kernel = MadeUpKernel([jpeg()] * 9)
    kernel.coding = int.from_bytes(b"YUYV", "little")
    assert await camera(kernel).picture() == Offline()


async def test_a_camera_that_is_not_there_is_said_once_and_once_when_it_is_back() -> None:
    kernel = MadeUpKernel([])
    kernel.plugged_in = False
    gone = camera(kernel)
    with capture_logs() as logs:
        for _ in range(3):
            assert await gone.picture() == Offline()
        kernel.plugged_in = True
        for _ in range(2):
            kernel.pictures = [jpeg()] * (v4l2.SETTLING + 1)
            assert isinstance(await gone.picture(), Picture)
    assert [entry["event"] for entry in logs] == ["device is lost", "device is back"]


async def test_how_a_camera_is_takes_no_picture_of_what_lies_under_it() -> None:
    kernel = MadeUpKernel([jpeg()] * 3)
    watched = camera(kernel)
    assert await watched.status() is Health.OK
    assert len(kernel.pictures) == 3
    assert kernel.asked_for == (0, 0)
    assert await watched.picture() == NoAnswer()
    assert await watched.status() is Health.NO_ANSWER, "what the last picture showed holds until the next"
    kernel.plugged_in = False
    assert await watched.status() is Health.OFFLINE
    kernel.plugged_in = True
    assert await watched.status() is Health.OK
    kernel.able = 0
    assert await watched.status() is Health.OFFLINE, "it is there, and is no camera"
    assert not kernel.open_descriptors


def test_the_requests_have_the_numbers_of_the_kernel() -> None:
    sizes = {
        v4l2.QUERYCAP: v4l2.CAPABILITY,
        v4l2.S_FMT: v4l2.FORMAT,
        v4l2.REQBUFS: v4l2.REQUEST,
        v4l2.DQBUF: v4l2.BUFFER,
    }
    assert {request: layout.size for request, layout in sizes.items()} == {
        request: request >> 16 & 0x3FFF for request in sizes
    }


# --- a file -------------------------------------------------------------------------------------------------------


async def test_a_file_is_a_picture(tmp_path: Path) -> None:
    (tmp_path / "page.jpg").write_bytes(jpeg())
    picture = await DocumentCamera(f"file://{tmp_path}/page.jpg").picture()
    assert isinstance(picture, Picture)
    assert picture.jpeg == jpeg()


async def test_a_pipe_nobody_writes_to_is_no_picture_and_holds_nobody_up(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "page.jpg")
    camera = DocumentCamera(f"file://{tmp_path}/page.jpg")
    assert await camera.picture() == Offline()
    assert await camera.status() is Health.OFFLINE


@pytest.mark.parametrize("content", [b"", b"not a picture", jpeg()[:200], b"\xff\xd8" + bytes(1_000)])
async def test_what_is_no_whole_picture_is_blank(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "page.jpg").write_bytes(content)
    camera = DocumentCamera(f"file://{tmp_path}/page.jpg")
    assert await camera.picture() == Blank()
    assert await camera.status() is Health.FAULT


async def test_health_is_told_when_it_has_changed(tmp_path: Path) -> None:
    told = []
    async for health in DocumentCamera(f"file://{tmp_path}/page.jpg").watch(interval_s=0.01):
        told.append(health)
        if health is Health.OK:
            break
        (tmp_path / "page.jpg").write_bytes(jpeg())
    assert told == [Health.OFFLINE, Health.OK]


@pytest.mark.parametrize(
    "url", ["v4l2://", "serial:///dev/video0", "file:///", "v4l2:///dev/video0?zoom=2", "v4l2:///dev/video0?width=1"]
)
def test_a_url_no_camera_has_is_refused(url: str) -> None:
    with pytest.raises(ValueError, match=r"is not the URL|names no device|another computer|no option|width"):
        DocumentCamera(url)
