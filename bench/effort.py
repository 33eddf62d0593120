"""What the daily work costs in clicks and typed fields, counted by a hand in a real browser.

The same stories are held to a budget in tests/journeys/test_effort.py; here they are only reported.
"""

import subprocess
import sys
import xml.etree.ElementTree as ET
from pathlib import Path
from tempfile import TemporaryDirectory

from bench._ground import ROOT, Table, report

STORIES = "tests/journeys/test_effort.py"


def main() -> int:
    """Play the stories; 1 when one of them is over its budget."""
    with TemporaryDirectory() as folder:
        said = Path(folder) / "effort.xml"
        command = ["-m", "pytest", STORIES, "-q", "-o", "junit_family=xunit1", f"--junitxml={said}"]
        played = subprocess.run([sys.executable, *command], cwd=ROOT)
        found = [each.attrib for each in ET.parse(said).iter("property")]
    rows = []
    for each in found:
        clicks, typed, prefilled = each["value"].strip("[]").split(", ")
        rows.append([each["name"], clicks, typed, f"{float(prefilled):.0%}"])
    head = ["from → to", "clicks", "typed fields", "fields that came filled"]
    report("effort", [Table("Effort of the daily work", head, rows)])
    return min(played.returncode, 1)


if __name__ == "__main__":
    sys.exit(main())
