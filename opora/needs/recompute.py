"""Recomputes a locked version of an analysis from its stored inputs and compares bit for bit."""

import hashlib
import json

from . import model


def recompute(written: bytes, digest: str) -> list[str]:
    """What differs between a version as it is stored and as its inputs give it now; empty when
    every byte is the same."""
    found = []
    if hashlib.sha256(written).hexdigest() != digest:
        found.append(f"digest: {digest} → {hashlib.sha256(written).hexdigest()}")
    content = json.loads(written)
    before = content.pop("results")
    again, _digest = model.locked(content)
    if again != written:
        found += model.differences(before, json.loads(again)["results"], "results")
    return found
