"""Passwords: argon2id with the parameters of RFC 9106 §4 (second choice: 64 MiB, 3 passes), off the event loop.

One hash takes 0.2 s of a core and 64 MiB, so no more than two are made at a time.
"""

import asyncio
from concurrent.futures import ThreadPoolExecutor

from argon2 import PasswordHasher, profiles
from argon2.exceptions import VerificationError

SHORTEST = 10  # characters
LONGEST = 128

_COST = profiles.RFC_9106_LOW_MEMORY
_NOBODYS_HASH = f"$argon2id$v=19$m={_COST.memory_cost},t={_COST.time_cost},p={_COST.parallelism}${'A' * 22}${'A' * 43}"

_hasher = PasswordHasher.from_parameters(_COST)
_threads = ThreadPoolExecutor(2, "password")


class PasswordUnfit(ValueError):
    """A password is 10 to 128 characters long and is not the account's own name."""


async def hash_password(password: str, clerk_id: str) -> str:
    """The text to store. Raises PasswordUnfit."""
    if not SHORTEST <= len(password) <= LONGEST or password.casefold() == clerk_id.casefold():
        raise PasswordUnfit(f"a password has {SHORTEST} to {LONGEST} characters and is not the account's own name")
    return await asyncio.get_running_loop().run_in_executor(_threads, _hasher.hash, password)


async def matches(password_hash: str | None, password: str) -> bool:
    """Whether the password is the right one. Without a hash it takes as long and says no."""
    if len(password) > LONGEST:
        return False
    return await asyncio.get_running_loop().run_in_executor(_threads, _verify, password_hash or _NOBODYS_HASH, password)


def _verify(password_hash: str, password: str) -> bool:
    try:
        return _hasher.verify(password_hash, password)
    except VerificationError:
        return False
