"""A rate with both its parts, so that nobody takes one of five for one of five hundred."""

import msgspec


class Rate(msgspec.Struct, frozen=True):
    """`rate` is numerator by denominator; None where there is nothing to divide by."""

    numerator: int
    denominator: int
    rate: float | None

    @classmethod
    def of(cls, numerator: int, denominator: int) -> "Rate":
        return cls(numerator, denominator, numerator / denominator if denominator else None)
