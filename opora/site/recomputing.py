"""Recomputes locked versions from their stored inputs: years later the same bytes must come out."""

from collections.abc import Callable

from opora.needs.models import AnalysisVersion
from opora.needs.recompute import recompute
from opora.planning.model import document
from opora.planning.models import MapVersion


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


def district_or_national_map(pk: int) -> int:
    """One locked version of a map; 1 when it differs. Reads past the second wall."""
    row = MapVersion.objects.using("owner").filter(pk=pk, locked_at__isnull=False).first()
    if row is None or row.content is None:
        print(f"There is no locked map {pk}.")
        return 1
    found = document.check(row.content, row.digest)
    told = [
        (found.is_digest_right, "the digest is not that of the content"),
        (found.is_canonical, "the content is not in canonical form"),
        (found.are_results_same, f"other results: {', '.join(found.differing)}"),
    ]
    return int(_told(f"map {pk}", row.digest, [line for is_right, line in told if not is_right]))


KINDS: dict[str, Callable[[int], int]] = {
    "analysis": analysis,
    "map": district_or_national_map,
}
