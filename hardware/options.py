"""What stands behind the question mark of a device's URL, read for its driver. Each function raises ValueError."""

from collections.abc import Collection, Mapping


def known(url: str, options: Mapping[str, str], allowed: Collection[str]) -> Mapping[str, str]:
    """`options`, if the device knows every one of them."""
    if unknown := options.keys() - set(allowed):
        told = f"knows {', '.join(allowed)}" if allowed else "has none"
        raise ValueError(f"{url}: {', '.join(sorted(unknown))} is no option here: this device {told}")
    return options


def choice(options: Mapping[str, str], key: str, default: str, allowed: Collection[str]) -> str:
    value = options.get(key, default)
    if value not in allowed:
        raise ValueError(f"{key} is {' or '.join(allowed)}, not {value}")
    return value


def yes(options: Mapping[str, str], key: str, *, default: bool) -> bool:
    return choice(options, key, "yes" if default else "no", ("yes", "no")) == "yes"


def number(options: Mapping[str, str], key: str, default: int, allowed: range) -> int:
    return _number(key, options.get(key, str(default)), allowed)


def numbers(options: Mapping[str, str], key: str, allowed: range) -> tuple[int, ...]:
    """As in 1,2,5; none where the key is missing."""
    found = tuple(_number(key, part, allowed) for part in options.get(key, "").split(",") if part)
    if len(set(found)) != len(found):
        raise ValueError(f"{key} names one twice")
    return found


def names(options: Mapping[str, str], key: str, allowed: Collection[str], keys: range) -> dict[int, str]:
    """As in 1:next,2:recall; none where the key is missing."""
    found: dict[int, str] = {}
    for part in filter(None, options.get(key, "").split(",")):
        place, _, name = part.partition(":")
        if name not in allowed:
            raise ValueError(f"{key} knows {', '.join(allowed)}, not {name}")
        found[_number(key, place, keys)] = name
    return found


def _number(key: str, text: str, allowed: range) -> int:
    if not (text.isascii() and text.isdecimal() and int(text[:9]) in allowed):
        raise ValueError(f"{key} is a number from {allowed[0]} to {allowed[-1]}, not {text}")
    return int(text)
