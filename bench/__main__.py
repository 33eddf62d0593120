"""Every measurement one after another, or those named, and their tables together as Markdown.

make bench                                  all, about ten minutes
make bench ARGS="--quick"                   all with small sizes, about three minutes
make bench ARGS="live pages"                those named

The figures mean something only on a machine that does nothing else; each table says its load.
Nothing is asserted: the number of targets missed is printed, and is the exit status.
"""

import os
import subprocess
import sys
from pathlib import Path

from bench._ground import RESULTS, load_average

HERE = Path(__file__).parent
ALL = sorted(path.stem for path in HERE.glob("[!_]*.py"))
QUICK = {
    "imports": ["--services", "5000"],
    "people_search": ["--people", "10000", "--searches", "60"],
    "public_search": ["--services", "600", "--pages", "10"],
    "register": ["--services", "600", "--pages", "10"],
    "live": ["--quick"],
    "pages": ["--quick"],
    "recompute": ["--years", "2", "--rounds", "2"],
    "month_close": ["--users", "300"],
    "rerank": ["--people", "10000", "--services", "300"],
    "stories": ["--rounds", "1"],
    "workbook": ["--books", "5", "--rounds", "1"],
}


def main() -> int:
    """Run each in a process of its own; how many of them missed a target."""
    quick = "--quick" in sys.argv
    asked = [name for name in sys.argv[1:] if name != "--quick"] or ALL
    unknown = sorted(set(asked) - set(ALL))
    if unknown:
        print(f"Unknown: {', '.join(unknown)}. There are: {', '.join(ALL)}")
        return 2
    print(f"Load average before: {load_average()}", flush=True)
    missed = []
    for name in asked:
        print(f"\n== {name}", flush=True)
        (RESULTS / f"{name}.md").unlink(missing_ok=True)
        command = [sys.executable, "-m", f"bench.{name}", *(QUICK[name] if quick else [])]
        if subprocess.run(command, cwd=HERE.parent, env=os.environ).returncode != 0:
            missed.append(name)
    print("\n== together\n")
    for name in asked:
        if (RESULTS / f"{name}.md").exists():
            print(f"### {name}\n\n{(RESULTS / f'{name}.md').read_text()}")
    print(f"Missed a target: {', '.join(missed) or 'none'}.")
    return len(missed)


if __name__ == "__main__":
    sys.exit(main())
