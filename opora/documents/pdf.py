"""Documents as PDF, set by typst from a template and plain values.

A template is `<package>/templates/<package>/<name>.typ`. It reads its values with
`#let content = json(bytes(sys.inputs.content))`; values are data and are never read as markup.
"""

import json
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any, Literal

import typst
from django.core.serializers.json import DjangoJSONEncoder
from django.utils.translation import get_language

Kind = Literal["pdf", "png", "svg"]


@cache
def _fonts() -> typst.Fonts:
    """Looked for once: that took three quarters of the time of a document."""
    return typst.Fonts()


def render(template: Path, content: Mapping[str, Any], *, kind: Kind = "pdf") -> bytes:
    """The document as bytes: tagged PDF, or for one page PNG or SVG. Days and moments may stand in
    `content`; they are written as ISO texts, and sentences are made before."""
    inputs = {
        "content": json.dumps(content, cls=DjangoJSONEncoder, ensure_ascii=False),
        "language": get_language() or "bg",
    }
    made = typst.compile(str(template), sys_inputs=inputs, format=kind, font_paths=_fonts())
    if not isinstance(made, bytes):
        raise ValueError("a picture is one page")
    return made
