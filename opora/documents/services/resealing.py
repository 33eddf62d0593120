"""What documents keep encrypted, when the installation's keys are rotated.

Acts of the operator on the whole installation, as the owner of the database, past the second wall.
Both begin where they were stopped: what is sealed with the current key is not touched again.
"""

from django.db import connections, transaction

from opora.lib import keys

from .. import rules, store
from ..models import IssuedDocument

BATCH = 100  # documents in one transaction: they are read whole

_OLD = """
    select id, content from documents_issueddocument
    where substring(content from 2 for 2) <> %s and id > %s
    order by id limit %s for update
"""


def reseal_documents(batch: int = BATCH, *, using: str = "owner") -> int:
    """Seal with the current key the issued documents that an older one sealed; how many. Their
    digests stay: what was printed is the same."""
    done, last = 0, 0
    while found := _reseal_some(batch, last, using):
        done, last = done + len(found), found[-1]
    return done


def _reseal_some(batch: int, after: int, using: str) -> list[int]:
    ring = keys.ring()
    with transaction.atomic(using=using), connections[using].cursor() as cursor:
        cursor.execute(_OLD, [ring.current.to_bytes(2), after, batch])
        found = cursor.fetchall()
        for pk, content in found:
            printed = ring.unseal(bytes(content), rules.CONTENT)
            IssuedDocument.objects.using(using).filter(pk=pk).update(
                content=ring.seal(printed, rules.CONTENT)
            )
    return [pk for pk, _content in found]


def reseal_attachments() -> int:
    """Seal with the current key the stored files that an older one sealed; how many. Each file is
    replaced whole or not at all."""
    current = keys.ring().current
    done = 0
    for name in store.names():
        if store.key_of(name) != current:
            store.reseal(name)
            done += 1
    return done
