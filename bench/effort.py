"""What the daily work costs in clicks and typed fields, counted by a hand in a real browser.

The same stories are held to a budget in tests/journeys/test_effort.py; here they are only reported.
"""

import sys

from bench._ground import Table, report
from bench._journeys import play


def main() -> int:
    """Play the stories; 1 when one of them is over its budget."""
    status, kept = play("effort")
    rows = []
    for name, value in kept:
        clicks, typed, prefilled = value.strip("[]").split(", ")
        rows.append([name, clicks, typed, f"{float(prefilled):.0%}"])
    head = ["from → to", "clicks", "typed fields", "fields that came filled"]
    report("effort", [Table("Effort of the daily work", head, rows)])
    return min(status, 1)


if __name__ == "__main__":
    sys.exit(main())
