"""Front-end assets: the icons that pages name are cut out, and all that pages load is there."""

import re

from opora.site import assets

SPRITE = (
    '<svg><defs><symbol id="tabler-check" a="b"><path /></symbol>'
    '<symbol id="tabler-check-all"><path /></symbol><symbol id="tabler-x">\n</symbol></defs></svg>'
)
STATIC = re.compile(r"""\{% static ["'](vendor/[^"']+)["']""")
ICON = re.compile(r"""\{% icon ["']([a-z0-9-]+)["']""")


def pages() -> str:
    return "".join(path.read_text("utf-8") for path in (assets.ROOT / "opora").rglob("*.html"))


def test_only_named_icons_are_kept() -> None:
    kept = assets.cut(SPRITE, {"check", "x"})
    assert re.findall(r'id="([a-z-]+)"', kept) == ["tabler-check", "tabler-x"]


def test_every_icon_of_a_page_is_in_the_sprite() -> None:
    sprite = assets.cut(assets.SPRITE.read_text("utf-8"), assets.words())
    missing = [name for name in set(ICON.findall(pages())) if f'"tabler-{name}"' not in sprite]
    assert not missing


def test_every_file_of_a_package_that_a_page_loads_is_copied() -> None:
    wanted = set(STATIC.findall(pages()))
    assert wanted
    assert not [name for name in wanted if not (assets.VENDOR.parent / name).exists()]


def test_nothing_served_asks_for_another_host() -> None:
    for path in assets.VENDOR.rglob("*.css"):
        assert not re.search(r"url\(\s*[\"']?(https?:)?//", path.read_text("utf-8")), path.name
