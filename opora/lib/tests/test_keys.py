"""Encryption, the blind index, rotation and export of keys."""

import stat
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from opora.lib import keys
from opora.lib.keys import KeyRing, WrongKeys

RING = KeyRing.fresh()
HERE = b"people_person.identifier"
PASSPHRASE = "дванадесет или повече"


@given(st.text())
def test_what_is_encrypted_comes_back(text: str) -> None:
    assert RING.decrypt(RING.encrypt(text, HERE), HERE) == text


def test_equal_values_look_different_but_are_found_alike() -> None:
    assert RING.encrypt("8001010000", HERE) != RING.encrypt("8001010000", HERE)
    assert RING.blind_index("8001010000") == RING.blind_index("8001010000")
    assert RING.blind_index("8001010000") != RING.blind_index("8001010001")
    assert RING.blind_index("8001010000") != KeyRing.fresh().blind_index("8001010000")


@given(st.integers(min_value=0), st.integers(min_value=1, max_value=255))
def test_a_changed_byte_is_noticed(place: int, change: int) -> None:
    blob = bytearray(RING.encrypt("8001010000", HERE))
    blob[place % len(blob)] ^= change
    with pytest.raises(WrongKeys):
        RING.decrypt(bytes(blob), HERE)


@pytest.mark.parametrize("blob", [b"", b"\x01", b"\x02" + bytes(40), b"8001010000"])
def test_what_was_never_encrypted_is_refused(blob: bytes) -> None:
    with pytest.raises(WrongKeys):
        RING.decrypt(blob, HERE)


def test_a_value_moved_to_another_column_does_not_open() -> None:
    with pytest.raises(WrongKeys):
        RING.decrypt(RING.encrypt("8001010000", HERE), b"people_person.phone")


def test_another_installations_keys_do_not_open() -> None:
    with pytest.raises(WrongKeys):
        KeyRing.fresh().decrypt(RING.encrypt("8001010000", HERE), HERE)
    assert KeyRing.fresh().check() != RING.check()


def test_after_rotation_old_values_open_and_new_ones_use_the_new_key() -> None:
    old = RING.encrypt("8001010000", HERE)
    rotated = RING.rotated()
    new = rotated.encrypt("8001010000", HERE)
    assert rotated.decrypt(old, HERE) == rotated.decrypt(new, HERE) == "8001010000"
    assert (keys.key_id(old), keys.key_id(new)) == (1, 2)
    assert rotated.blind_index("8001010000") == RING.blind_index("8001010000")
    assert rotated.check() == RING.check()
    with pytest.raises(WrongKeys):
        rotated.without_old().decrypt(old, HERE)


def test_the_file_is_private_and_never_written_over(tmp_path: Path) -> None:
    path = tmp_path / "keys" / "ring.json"
    ring = KeyRing.create(path)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700
    with pytest.raises(FileExistsError):
        KeyRing.create(path)
    assert KeyRing.load(path) == ring
    ring.rotated().save(path, over=True)
    assert KeyRing.load(path).current == 2
    assert [file.name for file in path.parent.iterdir()] == ["ring.json"]


@pytest.mark.parametrize(
    "text", ["", "{}", "[1]", '{"current": 1, "encryption": {}, "index": "AA=="}']
)
def test_a_damaged_file_is_refused(tmp_path: Path, text: str) -> None:
    path = tmp_path / "ring.json"
    path.write_text(text)
    with pytest.raises(WrongKeys, match="damaged"):
        KeyRing.load(path)


def test_an_export_opens_only_with_its_passphrase() -> None:
    exported = RING.export(PASSPHRASE)
    assert KeyRing.restore(exported, PASSPHRASE) == RING
    with pytest.raises(WrongKeys, match="passphrase is wrong"):
        KeyRing.restore(exported, "something else entirely")
    with pytest.raises(WrongKeys, match="not a file of exported keys"):
        KeyRing.restore(b"anything", PASSPHRASE)
    with pytest.raises(ValueError, match="at least 12"):
        RING.export("short")


def test_keys_do_not_show_themselves() -> None:
    assert RING.index.hex() not in repr(RING)
    assert str(RING.encryption[1]) not in repr(RING)
    assert str(RING.index) not in repr(RING)
