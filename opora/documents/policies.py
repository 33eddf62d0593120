"""The second wall of documents: a draft is its author's alone, also within the organization."""

from opora.lib.wall import OWN, USER, Policy, crud

POLICIES = [
    Policy("documents_numberseries", see=OWN, add=OWN, change=OWN),
    crud("documents_draft", f"{OWN} and user_id = any(array(select {USER}))"),
]
EXEMPT: dict[str, str] = {}
