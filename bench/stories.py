"""How soon an act of one stands on the screen of another, in whole stories of real browsers.

    python -m bench.stories [--rounds 5]

Counted from the end of the click, so the act itself is in it. Target: each within a second. The
stories assert that the text comes to a page that nobody touched; how soon is told here.
"""

import argparse
import sys
from collections import defaultdict

from bench._ground import Table, percentile, report
from bench._journeys import play

STORIES = ["main_job", "child", "planning"]
TARGET = 1.0


def main() -> int:
    """Play the stories so many times; 1 when a text came later than the target or not at all."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--rounds", type=int, default=5)
    rounds = parser.parse_args().rounds
    took: dict[str, list[float]] = defaultdict(list)
    status = 0
    for _ in range(rounds):
        played, kept = play(*STORIES)
        status |= played
        for text, seconds in kept:
            took[text].append(float(seconds))
    every = [seconds for each in took.values() for seconds in each]
    rows = [
        [text, str(len(each)), f"{percentile(each, 0.5):.2f}", f"{max(each):.2f}"]
        for text, each in [*took.items(), ("all", every)]
    ]
    head = ["what came to the other's screen", "times", "p50 s", "worst s"]
    report("stories", [Table("Stories: act → the screen of another", head, rows)])
    return int(status != 0 or max(every) > TARGET)


if __name__ == "__main__":
    sys.exit(main())
