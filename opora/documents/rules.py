"""What a draft, a number, a document and an attachment may be. Pure."""

import re
from datetime import timedelta

from opora.lib.labels import gettext_noop as _

KEY = r"[a-z0-9:-]{1,80}"
LARGEST = 256 * 1024
KEPT = timedelta(days=30)

# Never kept, whatever the form: secrets, and what belongs to one answer only.
NOT_KEPT = frozenset({"csrfmiddlewaretoken", "password", "again", "password1", "password2", "code"})

# The registers that an organization numbers; a package may number its own kind of act besides.
OUTGOING, INCOMING, ORDERS = "outgoing", "incoming", "orders"
REGISTERS = {
    OUTGOING: _("Изх. №"),
    INCOMING: _("Вх. №"),
    ORDERS: _("Заповед №"),
}
OTHER_REGISTER = _("№")

CONTENT = b"documents_issueddocument.content"  # what the stored bytes of a document are sealed for
SWEPT_AFTER = timedelta(days=1)

MEGABYTE = 1024 * 1024
DEFAULT_MEGABYTES = 25
CEILING = 50 * MEGABYTE  # no request may bring more, whatever the setting
TOO_LARGE = "opora.too_large"  # in the scope of a request whose file was over the ceiling


def is_key(key: str) -> bool:
    """Whether a draft can have this name."""
    return re.fullmatch(KEY, key) is not None


def number_text(prefix: str, number: int) -> str:
    """САМ-15, or 15 where the organization has no prefix."""
    return f"{prefix}-{number}" if prefix else str(number)


def register_label(series: str) -> str:
    """What stands before a number of this register."""
    return REGISTERS.get(series, OTHER_REGISTER)


def file_title(name: str) -> str:
    """A title for a file that was given none: its name without folders and ending."""
    last = name.replace("\\", "/").rsplit("/", 1)[-1]
    return (last.rsplit(".", 1)[0] or last)[:200]
