"""The user guide inside the product: the pages of docs/guide, without an account.

The text is ours and is kept in Markdown, so it is rendered as it stands; addresses between pages
and of pictures are rewritten to those of the product.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe
from django.views.decorators.http import require_safe
from markdown_it import MarkdownIt
from markdown_it.token import Token

FOLDER = settings.ROOT / "docs" / "guide"
PICTURES = settings.ROOT / "docs" / "screenshots"
FIRST = "index"
MOST_FOUND = 30


@dataclass(frozen=True, slots=True)
class Section:
    """A heading with the text under it; `anchor` is its place on the page."""

    title: str
    anchor: str
    text: str


@dataclass(frozen=True, slots=True)
class GuidePage:
    """One page of the guide: its name in the address, its title, its HTML, its sections."""

    name: str
    title: str
    html: SafeString
    sections: tuple[Section, ...]


@require_safe
def guide(request: HttpRequest, name: str = FIRST) -> HttpResponse:
    """A page of the guide beside the list of all; `q` finds sections with all its words."""
    pages = book()
    if name not in pages:
        raise Http404
    text = request.GET.get("q", "").strip()
    context = {
        "page": pages[name],
        "pages": pages.values(),
        "text": text,
        "found": find(text) if text else None,
    }
    return render(request, "public/guide.html", context)


@require_safe
def guide_picture(_request: HttpRequest, name: str) -> HttpResponse:
    """A picture that a page of the guide shows; no other file."""
    if f"{name}.png" not in pictures():
        raise Http404
    answer = HttpResponse((PICTURES / f"{name}.png").read_bytes(), content_type="image/png")
    answer["Cache-Control"] = "public, max-age=86400"
    return answer


@lru_cache(maxsize=1)
def book() -> dict[str, GuidePage]:
    """All pages by name, in the order in which the first page leads to them."""
    first = (FOLDER / f"{FIRST}.md").read_text("utf-8")
    names = [FIRST, *re.findall(r"\(([a-z-]+)\.md[)#]", first)]
    return {name: written(name) for name in dict.fromkeys(names)}


@lru_cache(maxsize=1)
def pictures() -> set[str]:
    """The file names of the pictures of the guide."""
    texts = (FOLDER / f"{name}.md" for name in book())
    return {
        each
        for path in texts
        for each in re.findall(r"\(\.\./screenshots/([\w-]+\.png)\)", path.read_text("utf-8"))
    }


def find(text: str) -> list[tuple[GuidePage, Section]]:
    """The sections in which each word of the text begins some word, in the order of the guide."""
    words = [re.compile(rf"\b{re.escape(each)}", re.IGNORECASE) for each in text.split()]
    found = (
        (page, section)
        for page in book().values()
        for section in page.sections
        if all(word.search(f"{section.title} {section.text}") for word in words)
    )
    return [pair for pair, _ in zip(found, range(MOST_FOUND), strict=False)]


def written(name: str) -> GuidePage:
    """One page, rendered."""
    reader = MarkdownIt("commonmark").enable("table")
    tokens = reader.parse((FOLDER / f"{name}.md").read_text("utf-8"))
    for token in tokens:
        for each in token.children or []:
            lead(each)
    sections = tuple(divided(tokens))
    html = mark_safe(reader.renderer.render(tokens, reader.options, {}))  # noqa: S308  (our text)
    return GuidePage(name, sections[0].title, html, sections)


def lead(token: Token) -> None:
    """Addresses of other pages and of pictures become those of the product."""
    if token.type == "image":
        picture = str(token.attrs["src"]).rsplit("/", 1)[-1].removesuffix(".png")
        token.attrs["src"] = reverse("public:guide_picture", args=[picture])
        token.attrs["loading"] = "lazy"
    elif token.type == "link_open":
        name, dot, anchor = str(token.attrs["href"]).partition(".md")
        if dot and "/" not in name:
            token.attrs["href"] = reverse("public:guide_page", args=[name]) + anchor


def divided(tokens: list[Token]) -> Iterator[Section]:
    """The sections of a page; every heading gets its anchor as readers of Markdown call it."""
    title, anchor = "", ""
    said: list[str] = []
    for at, token in enumerate(tokens):
        if token.type == "heading_open":
            if title:
                yield Section(title, anchor, " ".join(said))
            title, said = plain(tokens[at + 1]), []
            anchor = re.sub(r"[^\w\- ]", "", title.lower()).replace(" ", "-")
            token.attrs["id"] = anchor
        elif token.type == "inline" and tokens[at - 1].type != "heading_open":
            said.append(plain(token))
    yield Section(title, anchor, " ".join(said))


def plain(token: Token) -> str:
    """What a line says, without its marks."""
    return "".join(
        each.content if each.type != "softbreak" else " "
        for each in token.children or []
        if each.type in {"text", "code_inline", "softbreak"}
    )
