"""The diagrams in the documents are those of the tables."""

import pytest

from tests.diagrams import DIAGRAMS, FOLDER


@pytest.mark.parametrize("name", sorted(DIAGRAMS))
def test_the_diagram_is_fresh(name: str) -> None:
    drawn = (FOLDER / name).read_text("utf-8")
    assert drawn == DIAGRAMS[name](), "Draw it anew: python -m tests.diagrams"


def test_every_diagram_is_drawn() -> None:
    assert {path.name for path in FOLDER.iterdir()} == set(DIAGRAMS)
