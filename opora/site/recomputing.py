"""Recomputes locked versions from their stored inputs: years later the same bytes must come out."""

from collections.abc import Callable

from opora.needs.models import AnalysisVersion
from opora.needs.recompute import recompute


def analysis(pk: int) -> int:
    """Every locked version of one analysis; how many differ. Reads past the second wall."""
    versions = list(AnalysisVersion.objects.using("owner").filter(analysis=pk).order_by("number"))
    if not versions:
        print(f"There is no locked version of analysis {pk}.")
        return 1
    return sum(
        _told(f"analysis {pk}, version {row.number}", row.digest, found)
        for row in versions
        for found in [recompute(bytes(row.content), row.digest)]
    )


def _told(name: str, digest: str, differences: list[str]) -> bool:
    if not differences:
        print(f"{name}: the same, bit for bit ({digest}).")
        return False
    print(f"{name}: differs from what was locked ({digest}):")
    for line in differences:
        print(f"  {line}")
    return True


KINDS: dict[str, Callable[[int], int]] = {"analysis": analysis}
