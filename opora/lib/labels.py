"""Bulgarian texts where Django may not be imported: marked, and translated when said."""

from collections.abc import Callable

_SPOKEN: list[Callable[[str], str]] = [str]


def gettext_noop(text: str) -> str:
    """The text itself; the name is what the extractor of translations looks for."""
    return text


def use(translate: Callable[[str], str]) -> None:
    """Say marked texts through this from now on; settings name Django's own gettext."""
    _SPOKEN[0] = translate


def translated(text: str) -> str:
    """A marked text in the language of the person whom it is said to."""
    return _SPOKEN[0](text) if text else ""
