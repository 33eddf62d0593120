"""Codes that are printed and typed: letters that look the same in both alphabets, and digits."""

import secrets

# Ten letters that a Bulgarian and a Latin keyboard write alike, and the digits; no О beside 0.
ALPHABET = "ABEKMHPCTX0123456789"
LENGTH = 12  # 51 bits
_AS_LATIN = str.maketrans("АВЕКМНРСТХОO", "ABEKMHPCTX00")


def new() -> str:
    """A random code, as it is printed: ABEK-1234-MHPC."""
    text = "".join(secrets.choice(ALPHABET) for _ in range(LENGTH))
    return "-".join(text[at : at + 4] for at in range(0, LENGTH, 4))


def normal(code: str) -> str:
    """The code as it is compared: capital Latin letters and digits only."""
    return "".join(each for each in code.upper().translate(_AS_LATIN) if each in ALPHABET)
