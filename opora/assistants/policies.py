"""The second wall of assistants and agreements: the municipality's alone."""

from opora.lib.wall import OWN, Policy

POLICIES = [
    Policy("assistants_assistant", see=OWN, add=OWN, change=OWN),
    Policy("assistants_assistanceagreement", see=OWN, add=OWN, change=OWN),
]
EXEMPT: dict[str, str] = {}
