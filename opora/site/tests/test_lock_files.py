"""Lock files name what is asked for, with digests, and no place to fetch it from."""

import json
import re

import pytest

from opora.site.environment import PROJECT

NAME = re.compile(r"^([A-Za-z][A-Za-z0-9_.-]*)", re.MULTILINE)
LOCKED = re.compile(
    r"^([a-z0-9.-]+)==(\S+) \\\n((?:    --hash=sha256:[0-9a-f]{64}(?: \\)?\n)+)", re.MULTILINE
)


def canonical(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


@pytest.mark.parametrize("name", ["runtime", "dev", "front"])
def test_every_requirement_is_locked_with_digests(name: str) -> None:
    asked = (PROJECT / "requirements" / f"{name}.in").read_text()
    text = (PROJECT / "requirements" / f"{name}.txt").read_text()
    locked = {package for package, _, _ in LOCKED.findall(text)}
    assert {canonical(package) for package in NAME.findall(asked)} <= locked
    assert len(locked) == len(re.findall(r"^[a-z].*==", text, re.MULTILINE))
    assert "://" not in text.replace("# via", "")


def test_tests_run_on_the_locked_runtime() -> None:
    runtime, dev = (
        {package: version for package, version, _ in LOCKED.findall(
            (PROJECT / "requirements" / f"{name}.txt").read_text()
        )}
        for name in ("runtime", "dev")
    )  # fmt: skip
    assert {name: dev[name] for name in dev.keys() & runtime} == {
        name: runtime[name] for name in dev.keys() & runtime
    }


def test_front_end_packages_are_locked_without_addresses() -> None:
    asked = json.loads((PROJECT / "package.json").read_text())
    locked = json.loads((PROJECT / "package-lock.json").read_text())
    assert locked["packages"][""]["dependencies"] == asked["dependencies"]
    assert all(re.fullmatch(r"[\d.]+", version) for version in asked["dependencies"].values())
    for place, package in locked["packages"].items():
        assert "resolved" not in package, place
        assert not place or package["integrity"].startswith("sha512-"), place
