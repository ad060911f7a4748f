"""The proof of a call as it is kept: what showed it, and when the server heard so."""

import msgspec

from queue_server.contract.commands import Showing


class Proof(msgspec.Struct, frozen=True, gc=False):
    """Of one announcement: a call, or a recall of it. Without `shown` nothing had shown it in time."""

    call_id: str
    shown: tuple[Showing, ...]
    silent: tuple[str, ...]


_decode = msgspec.json.Decoder(tuple[Proof, ...]).decode
_encode = msgspec.json.Encoder(order="deterministic").encode


def proofs(kept: str | None) -> tuple[Proof, ...]:
    """Of a call and its recalls, the first one first."""
    return () if kept is None else _decode(kept)


def with_proof(kept: str | None, proof: Proof) -> str:
    """A later word of the same announcement takes the place of the one before."""
    others = [each for each in proofs(kept) if each.call_id != proof.call_id]
    return _encode((*others, proof)).decode()
