"""The second wall of documents: a draft is its author's alone; a paper is seen by its audience."""

from opora.lib.wall import HEARD, OPEN, OWN, USER, Policy, crud

POLICIES = [
    Policy("documents_numberseries", see=OWN, add=OWN, change=OWN),
    crud("documents_draft", f"{OWN} and user_id = any(array(select {USER}))"),
    Policy("documents_issueddocument", see=f"{HEARD} and {OPEN}", add=OWN, change=OWN),
    Policy("documents_attachment", see=f"{HEARD} and {OPEN}", add=OWN, change=OWN),
]
EXEMPT = {"documents_filelimit": "one public number"}
READ_ONLY = {"documents_filelimit"}
