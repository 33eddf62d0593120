"""What may be done with people. Called as `people.services.create_person(...)`."""

from .access import log_view, look_up, meet_known, reveal_identifier
from .corrections import (
    confirm_correction,
    propose_correction,
    refuse_correction,
    undo_correction,
)
from .details import (
    add_representative,
    end_phone,
    end_representative,
    record_address,
    record_phone,
    write_note,
)
from .involvement import end_involvement, involve
from .merging import confirm_merge, propose_merge, refuse_merge, undo_merge
from .persons import (
    KnownPerson,
    add_identifier,
    change_core,
    create_person,
    reencrypt_identifiers,
)

__all__ = [
    "KnownPerson",
    "add_identifier",
    "add_representative",
    "change_core",
    "confirm_correction",
    "confirm_merge",
    "create_person",
    "end_involvement",
    "end_phone",
    "end_representative",
    "involve",
    "log_view",
    "look_up",
    "meet_known",
    "propose_correction",
    "propose_merge",
    "record_address",
    "record_phone",
    "reencrypt_identifiers",
    "refuse_correction",
    "refuse_merge",
    "reveal_identifier",
    "undo_correction",
    "undo_merge",
    "write_note",
]
