"""What meetings vote on: for each kind of subject, which version of it stands now."""

from django.utils.translation import gettext as _

from opora.lib.actor import Actor
from opora.meetings.subjects import Subject, Table
from opora.planning import queries as planning
from opora.planning.rules import Purpose

UNLOCKED = "unlocked"  # equal to no digest: what is edited again is not what was voted on


def district_map(actor: Actor, pk: int) -> Subject | None:
    """A version of a map, district or national."""
    found = planning.visible(actor).filter(pk=pk).first()
    if found is None:
        return None
    return Subject(
        title=_("%(name)s, версия № %(number)s") % {"name": found.name, "number": found.number},
        digest=found.digest or UNLOCKED,
        path=f"{'planning' if found.district_id else 'national'}/maps/{found.pk}/",
    )


def district_rows(actor: Actor, pk: int) -> Table | None:
    """Every row of a version: which service where, for how many and from when."""
    found = planning.visible(actor).filter(pk=pk).first()
    if found is None:
        return None
    return Table(
        columns=(_("Община"), _("Услуга"), _("Потребители"), _("Сега места"), _("От година")),
        rows=[
            (
                str(entry.municipality),
                str(entry.planned_service),
                str(entry.users),
                str(entry.existing),
                str(entry.year_from or "—"),
            )
            for entry in planning.entries(found)
        ],
    )


KINDS = dict.fromkeys((purpose.value for purpose in Purpose), district_map)
TABLES = dict.fromkeys(KINDS, district_rows)
