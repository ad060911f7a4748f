"""Check values that serial protocols end with. Pure."""

from binascii import crc_hqx
from functools import reduce
from operator import xor


def xor_of(data: bytes | bytearray | memoryview) -> int:
    """All bytes, exclusive or."""
    return reduce(xor, data, 0)


def _table(polynomial: int) -> tuple[int, ...]:
    """For CRCs that shift right: the remainder of each byte."""
    remainders = []
    for value in range(256):
        for _ in range(8):
            value = value >> 1 ^ (polynomial if value & 1 else 0)
        remainders.append(value)
    return tuple(remainders)


_A001 = _table(0xA001)


def crc_a001(data: bytes | bytearray) -> int:
    """CRC-16 of polynomial 0xA001 from 0, as LED bars have it (CRC-16/ARC)."""
    remainder = 0
    for byte in data:
        remainder = remainder >> 8 ^ _A001[(remainder ^ byte) & 0xFF]
    return remainder


def crc_1021(data: bytes | bytearray) -> int:
    """CRC-CCITT of polynomial 0x1021 from 0, highest bit first, as code readers have it (CRC-16/XMODEM)."""
    return crc_hqx(data, 0)
