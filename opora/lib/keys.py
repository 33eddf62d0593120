"""Keys that protect identifiers: encryption with a key id, and an index that finds without reading.

One file per installation, readable by its owner only. Encryption keys can be rotated: what was
encrypted before names its key and stays readable until it is encrypted again. The index key never
changes, or search by identifier would lose what was stored before.
"""

import base64
import hmac
import json
import os
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.scrypt import Scrypt

_FORMAT = 1  # first byte of everything encrypted here
_NONCE = 12
_SALT = 16
_EXPORT = b"OPORA-KEYS-1\n"
_SHORTEST_PASSPHRASE = 12


class WrongKeys(Exception):
    """The keys at hand cannot read this: another installation's keys, or the bytes were changed."""


@dataclass(frozen=True, slots=True, repr=False)
class KeyRing:
    """All keys of one installation. `current` names the key that new values are encrypted with."""

    index: bytes
    encryption: dict[int, bytes]
    current: int

    @staticmethod
    def fresh() -> "KeyRing":
        """New random keys, not written anywhere yet."""
        return KeyRing(os.urandom(32), {1: os.urandom(32)}, 1)

    @staticmethod
    def create(path: Path) -> "KeyRing":
        """New keys in a new file; refuses to write over keys that exist."""
        ring = KeyRing.fresh()
        ring.save(path, over=False)
        return ring

    @staticmethod
    def load(path: Path) -> "KeyRing":
        """The keys in `path`."""
        return _from_json(path.read_text("ascii"))

    @staticmethod
    def restore(exported: bytes, passphrase: str) -> "KeyRing":
        """The keys of an encrypted export. The caller saves them where they belong."""
        if not exported.startswith(_EXPORT):
            raise WrongKeys("This is not a file of exported keys.")
        sealed = exported.removeprefix(_EXPORT)
        salt, nonce, body = sealed[:_SALT], sealed[_SALT : _SALT + _NONCE], sealed[_SALT + _NONCE :]
        try:
            text = AESGCM(_stretch(passphrase, salt)).decrypt(nonce, body, _EXPORT)
        except InvalidTag:
            raise WrongKeys("The passphrase is wrong or the file was changed.") from None
        return _from_json(text.decode("ascii"))

    def export(self, passphrase: str) -> bytes:
        """These keys encrypted with a passphrase, to be kept apart from the backup they open."""
        if len(passphrase) < _SHORTEST_PASSPHRASE:
            raise ValueError(f"The passphrase needs at least {_SHORTEST_PASSPHRASE} characters.")
        salt, nonce = os.urandom(_SALT), os.urandom(_NONCE)
        body = AESGCM(_stretch(passphrase, salt)).encrypt(nonce, _to_json(self).encode(), _EXPORT)
        return _EXPORT + salt + nonce + body

    def save(self, path: Path, *, over: bool) -> None:
        """Write the keys, whole or not at all, readable by the owner only."""
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        draft = path.with_name(f".{path.name}.{os.urandom(4).hex()}")
        descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w", encoding="ascii") as file:
            file.write(_to_json(self))
            file.flush()
            os.fsync(file.fileno())
        try:
            if over:
                draft.replace(path)
            else:
                path.hardlink_to(draft)
        finally:
            draft.unlink(missing_ok=True)

    def rotated(self) -> "KeyRing":
        """The same keys and a new current one; the old ones still read."""
        newest = max(self.encryption) + 1
        return replace(self, encryption={**self.encryption, newest: os.urandom(32)}, current=newest)

    def without_old(self) -> "KeyRing":
        """Only the current encryption key, for when nothing is encrypted with another any more."""
        return replace(self, encryption={self.current: self.encryption[self.current]})

    def encrypt(self, text: str, context: bytes) -> bytes:
        """`seal` of a text."""
        return self.seal(text.encode(), context)

    def decrypt(self, blob: bytes, context: bytes) -> str:
        """What `encrypt` was given; raises WrongKeys when these keys or this context do not fit."""
        return self.unseal(blob, context).decode()

    def seal(self, content: bytes, context: bytes) -> bytes:
        """Format, key id, nonce, AES-GCM of `content`. `context` says what the value is (such as
        b"people_person.identifier"): a value moved to another place does not decrypt there."""
        nonce = os.urandom(_NONCE)
        head = bytes([_FORMAT]) + self.current.to_bytes(2)
        cipher = AESGCM(self.encryption[self.current])
        return head + nonce + cipher.encrypt(nonce, content, head + context)

    def unseal(self, blob: bytes, context: bytes) -> bytes:
        """What `seal` was given; raises WrongKeys when these keys or this context do not fit."""
        blob = bytes(blob)
        head, nonce, body = blob[:3], blob[3 : 3 + _NONCE], blob[3 + _NONCE :]
        try:
            cipher = AESGCM(self.encryption[key_id(blob)])
            return cipher.decrypt(nonce, body, head + context)
        except (KeyError, InvalidTag):
            raise WrongKeys("These keys do not open this value.") from None

    def blind_index(self, text: str) -> bytes:
        """32 bytes, equal for equal texts: finds an exact identifier without storing it."""
        return hmac.digest(self.index, text.encode(), "sha256")

    def check(self) -> bytes:
        """16 bytes that tell this ring's index key from any other, and nothing about it. Stored in
        the database, so that start-up can refuse keys and data of different installations."""
        return hmac.digest(self.index, b"opora key check", "sha256")[:16]


def key_id(blob: bytes) -> int:
    """Which key a value was encrypted with."""
    blob = bytes(blob)
    if len(blob) < 3 + _NONCE or blob[0] != _FORMAT:
        raise WrongKeys("This value was not encrypted by Opora.")
    return int.from_bytes(blob[1:3])


_place: list[Path] = []


def use(path: Path) -> None:
    """Say where this installation's keys are; `ring` reads them when first asked."""
    _place[:] = [path]
    ring.cache_clear()


@cache
def ring() -> KeyRing:
    """The keys of this installation, read once for the life of the process."""
    if not _place:
        raise RuntimeError("keys.use(path) comes first; opora.site.settings calls it")
    return KeyRing.load(_place[0])


def _stretch(passphrase: str, salt: bytes) -> bytes:
    return Scrypt(salt=salt, length=32, n=2**15, r=8, p=1).derive(passphrase.encode())


def _to_json(ring: KeyRing) -> str:
    def text(key: bytes) -> str:
        return base64.b64encode(key).decode()

    encryption = {str(number): text(key) for number, key in ring.encryption.items()}
    stored = {"current": ring.current, "encryption": encryption, "index": text(ring.index)}
    return json.dumps(stored)


def _from_json(text: str) -> KeyRing:
    try:
        stored = json.loads(text)
        keys = {int(number): base64.b64decode(k) for number, k in stored["encryption"].items()}
        ring = KeyRing(base64.b64decode(stored["index"]), keys, stored["current"])
        lengths = {len(ring.index), len(ring.encryption[ring.current])}
    except (ValueError, KeyError, TypeError):
        raise WrongKeys("The file of keys is damaged.") from None
    if lengths != {32}:
        raise WrongKeys("The file of keys is damaged.")
    return ring
