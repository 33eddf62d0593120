"""The second wall: row-level security of PostgreSQL, declared by each package in its `policies.py`.

The first wall are the packages' queries. This one stands under them: whatever a query forgets,
the database still shows a connection only the rows of the organization it acts for.
`site.second_wall` writes the declarations into the database after every migration.
"""

from dataclasses import dataclass

# Empty when nobody acts: the comparison is then with null, and no row is visible.
ORGANIZATION = "nullif(current_setting('opora.organization', true), '')::bigint"
USER = "nullif(current_setting('opora.user', true), '')::bigint"

# Compared as arrays so that PostgreSQL computes them once for a statement and can use an index.
OWN = f"organization_id = any(array(select {ORGANIZATION}))"
HEARD = f"audience @> array[{ORGANIZATION}]"
# Records that may be closed to all but named users (`journal_readers`); of no other is it asked.
CLOSABLE = ("protection", "measure", "signal")
OPEN = (
    f"(record_kind <> all(array[{', '.join(repr(kind) for kind in CLOSABLE)}])"
    " or journal_is_open(record_kind, record_id))"
)


@dataclass(frozen=True, slots=True)
class Policy:
    """What the application's role may do with the rows of one table.

    Each field is an SQL condition over the row. `see` filters reading, `add` what may be inserted,
    `change` what may be updated (old row and new), `remove` what may be deleted; None forbids.
    """

    table: str
    see: str
    add: str | None = None
    change: str | None = None
    remove: str | None = None


def crud(table: str, condition: str) -> Policy:
    """The same condition for reading and for every kind of change."""
    return Policy(table, condition, condition, condition, condition)
