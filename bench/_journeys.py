"""Stories of tests/journeys, played once more for what they record about themselves."""

import subprocess
import sys
import xml.etree.ElementTree as ET
from pathlib import Path
from tempfile import TemporaryDirectory

from bench._ground import ROOT


def play(*stories: str) -> tuple[int, list[tuple[str, str]]]:
    """The exit status of the tests, and the (name, value) pairs that they kept."""
    with TemporaryDirectory() as folder:
        said = Path(folder) / "said.xml"
        files = [f"tests/journeys/test_{name}.py" for name in stories]
        command = ["-m", "pytest", *files, "-q", "-o", "junit_family=xunit1", f"--junitxml={said}"]
        played = subprocess.run([sys.executable, *command], cwd=ROOT)
        found = [each.attrib for each in ET.parse(said).iter("property")]
    return played.returncode, [(each["name"], each["value"]) for each in found]
