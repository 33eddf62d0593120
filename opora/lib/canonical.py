"""One way to write a value down, so that the same value always has the same bytes and digest."""

import hashlib
import json
from datetime import date
from decimal import Decimal
from typing import Any


def _plain(value: Any) -> str:
    """Decimals without an exponent and without zeros at the end; days as 2026-11-21."""
    if isinstance(value, Decimal):
        text = format(value.normalize(), "f")
        return "0" if text in ("-0", "") else text
    if isinstance(value, date):
        return value.isoformat()
    raise TypeError(f"{type(value).__name__} has no canonical form")


def canonical(value: Any) -> bytes:
    """JSON in UTF-8 with sorted keys and no spaces. Decimals and days become strings; floats are
    refused, because their digits depend on who writes them."""
    _refuse_floats(value)
    return json.dumps(
        value, default=_plain, ensure_ascii=False, sort_keys=True, separators=(",", ":")
    ).encode()


def digest(value: Any) -> str:
    """SHA-256 of the canonical form, 64 hexadecimal digits."""
    return hashlib.sha256(canonical(value)).hexdigest()


def _refuse_floats(value: Any) -> None:
    if isinstance(value, float):
        raise TypeError("float has no canonical form")
    if isinstance(value, dict):
        for part in value.values():
            _refuse_floats(part)
    elif isinstance(value, list | tuple):
        for part in value:
            _refuse_floats(part)
