"""Protocols: bytes ↔ values. Pure, with bounded buffers, and in step again after noise."""
