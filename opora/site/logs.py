"""How failures are written down: where and of what kind, never with which values.

The message of an exception may hold what a person typed: PostgreSQL names the whole row that broke
a constraint. So the program's log keeps the way through the code, the kinds of the errors and what
the database calls the broken rule, and leaves the messages out.
"""

import logging
import traceback
from collections.abc import Iterator
from types import TracebackType

import psycopg

ExcInfo = tuple[type[BaseException], BaseException, TracebackType | None]


class WithoutValues(logging.Formatter):
    """Formats exceptions without their messages."""

    def formatException(self, ei: ExcInfo | tuple[None, None, None]) -> str:  # noqa: N802
        """The chain of errors from the first to the last, each with its way through the code."""
        parts = []
        for error in reversed(list(_chain(ei[1]))):
            parts += traceback.format_tb(error.__traceback__)
            parts.append(f"{type(error).__module__}.{type(error).__qualname__}{_rule(error)}\n")
        return "".join(parts).rstrip("\n")


def _chain(error: BaseException | None) -> Iterator[BaseException]:
    while error is not None:
        yield error
        error = error.__cause__ or error.__context__


def _rule(error: BaseException) -> str:
    if not isinstance(error, psycopg.Error):
        return ""
    named = (error.sqlstate, error.diag.table_name, error.diag.constraint_name)
    return f" ({', '.join(name for name in named if name)})"
