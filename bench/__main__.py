"""Every measurement one after another, or those named: `make bench ARGS="people_search"`."""

import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).parent
ALL = sorted(path.stem for path in HERE.glob("[!_]*.py"))


def main() -> int:
    """Run each in a process of its own; how many did not reach their target."""
    asked = sys.argv[1:] or ALL
    unknown = sorted(set(asked) - set(ALL))
    if unknown:
        print(f"Unknown: {', '.join(unknown)}. There are: {', '.join(ALL)}")
        return 2
    missed = 0
    for name in asked:
        print(f"\n== {name}", flush=True)
        missed += (
            subprocess.run([sys.executable, "-m", f"bench.{name}"], cwd=HERE.parent).returncode != 0
        )
    return missed


if __name__ == "__main__":
    sys.exit(main())
