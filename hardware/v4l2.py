"""One picture from a camera, through the kernel's video interface (V4L2): MJPEG, streamed through mapped buffers.

Source: the kernel's V4L2 documentation and `linux/videodev2.h`, for machines of 64 bits. Blocking: run it in a thread.
Not tried on hardware: the tests put a made-up kernel under it.
"""

import contextlib
import fcntl
import mmap
import os
import select
import struct
from collections.abc import Callable, Iterator
from typing import Protocol

QUERYCAP, S_FMT, REQBUFS, QUERYBUF = 0x80685600, 0xC0D05605, 0xC0145608, 0xC0585609
QBUF, DQBUF, STREAMON, STREAMOFF = 0xC058560F, 0xC0585611, 0x40045612, 0x40045613
VIDEO_CAPTURE = 1  # a capability, and the type of buffer
STREAMING = 0x0400_0000
DEVICE_CAPS = 0x8000_0000
MAPPED = 1
MJPEG = int.from_bytes(b"MJPG", "little")

BUFFERS = 4
SETTLING = 8  # pictures until exposure and focus are right

CAPABILITY = struct.Struct("16s32s32s6I")
FORMAT = struct.Struct("I4x12I152x")
REQUEST = struct.Struct("4I4x")
BUFFER = struct.Struct("5I4x2q16s2IQ3I4x")


class NoCamera(OSError):
    """It is there and is none, or gives no MJPEG. The message says which."""


class Kernel(Protocol):
    """What is asked of the system; the tests bring their own."""

    def open(self, path: str) -> int: ...
    def ioctl(self, descriptor: int, request: int, argument: bytearray) -> None: ...
    def map(self, descriptor: int, length: int, offset: int) -> memoryview: ...
    def wait(self, descriptor: int, within_s: float) -> bool: ...
    def close(self, descriptor: int) -> None: ...


class Linux:
    """The real one."""

    def open(self, path: str) -> int:
        return os.open(path, os.O_RDWR | os.O_NONBLOCK | os.O_CLOEXEC)

    def ioctl(self, descriptor: int, request: int, argument: bytearray) -> None:
        fcntl.ioctl(descriptor, request, argument, True)

    def map(self, descriptor: int, length: int, offset: int) -> memoryview:
        return memoryview(mmap.mmap(descriptor, length, mmap.MAP_SHARED, mmap.PROT_READ, offset=offset))

    def wait(self, descriptor: int, within_s: float) -> bool:
        return bool(select.select([descriptor], [], [], within_s)[0])

    def close(self, descriptor: int) -> None:
        os.close(descriptor)


def picture(path: str, width: int, height: int, within_s: float, kernel: Kernel | None = None) -> bytes:
    """A JPEG as the camera gives it, as near to the size as it can. Raises OSError, TimeoutError."""
    system = kernel or Linux()
    descriptor = system.open(path)
    try:
        _check(system, descriptor)
        _set_format(system, descriptor, width, height)
        with _streaming(system, descriptor) as take:
            for _ in range(SETTLING):
                take(within_s)
            return take(within_s)
    finally:
        system.close(descriptor)


def look(path: str, kernel: Kernel | None = None) -> None:
    """Raises OSError unless a camera is there. Takes no picture, and may be done while somebody else takes one."""
    system = kernel or Linux()
    descriptor = system.open(path)
    try:
        _check(system, descriptor)
    finally:
        system.close(descriptor)


def _check(system: Kernel, descriptor: int) -> None:
    told = bytearray(CAPABILITY.size)
    system.ioctl(descriptor, QUERYCAP, told)
    *_, whole, own, _, _, _ = CAPABILITY.unpack(told)
    able = own if whole & DEVICE_CAPS else whole
    if not (able & VIDEO_CAPTURE and able & STREAMING):
        raise NoCamera("it gives no stream of pictures")


def _set_format(system: Kernel, descriptor: int, width: int, height: int) -> None:
    wanted = bytearray(FORMAT.pack(VIDEO_CAPTURE, width, height, MJPEG, *([0] * 9)))
    system.ioctl(descriptor, S_FMT, wanted)  # it writes back what it will do
    if FORMAT.unpack(wanted)[3] != MJPEG:
        raise NoCamera("it gives no MJPEG")


@contextlib.contextmanager
def _streaming(system: Kernel, descriptor: int) -> Iterator[Callable[[float], bytes]]:
    asked = bytearray(REQUEST.pack(BUFFERS, VIDEO_CAPTURE, MAPPED, 0))
    system.ioctl(descriptor, REQBUFS, asked)
    buffers: list[memoryview] = []
    for index in range(REQUEST.unpack(asked)[0]):
        buffer = _buffer(index)
        system.ioctl(descriptor, QUERYBUF, buffer)
        fields = BUFFER.unpack(buffer)
        buffers.append(system.map(descriptor, fields[11], fields[10]))
        system.ioctl(descriptor, QBUF, _buffer(index))
    if not buffers:
        raise NoCamera("it has no buffers")

    def take(within_s: float) -> bytes:
        if not system.wait(descriptor, within_s):
            raise TimeoutError
        buffer = _buffer(0)
        system.ioctl(descriptor, DQBUF, buffer)
        index, _, used, *_ = BUFFER.unpack(buffer)
        data = bytes(buffers[index][:used])
        system.ioctl(descriptor, QBUF, _buffer(index))
        return data

    system.ioctl(descriptor, STREAMON, bytearray(VIDEO_CAPTURE.to_bytes(4, "little")))
    try:
        yield take
    finally:
        with contextlib.suppress(OSError):  # it may have been unplugged
            system.ioctl(descriptor, STREAMOFF, bytearray(VIDEO_CAPTURE.to_bytes(4, "little")))
        for mapped in buffers:
            mapped.release()


def _buffer(index: int) -> bytearray:
    return bytearray(BUFFER.pack(index, VIDEO_CAPTURE, 0, 0, 0, 0, 0, bytes(16), 0, MAPPED, 0, 0, 0, 0))
