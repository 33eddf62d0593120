"""States of the National Map, of its amendments and of annual plans. Pure."""

from enum import StrEnum

from opora.lib.labels import gettext_noop as _

PRACTICE = _("практика")


class MapState(StrEnum):
    """Where a National Map stands."""

    DRAFT = "draft"
    DISCUSSION = "discussion"
    DISCUSSED = "discussed"
    ADOPTED = "adopted"
    IN_FORCE = "in_force"
    REPLACED = "replaced"
    ABANDONED = "abandoned"


class AmendmentKind(StrEnum):
    """What an amendment does with a row of the Map in force."""

    OPEN = "open"
    CHANGE = "change"
    CLOSE = "close"


class AmendmentState(StrEnum):
    """Where an amendment stands."""

    PROPOSED = "proposed"
    ORDERED = "ordered"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"


class PlanState(StrEnum):
    """Where an annual plan of a municipality stands."""

    DRAFT = "draft"
    DISCUSSION = "discussion"
    DISCUSSED = "discussed"
    CONSIDERED = "considered"
    ADOPTED = "adopted"
    UPDATED = "updated"


class Origin(StrEnum):
    """Where a row of an annual plan comes from (чл. 59–63 НПСУ: the Map, the own budget)."""

    MAP = "map"
    MUNICIPAL = "municipal"


MAP_LABELS = {
    MapState.DRAFT: _("проект"),
    MapState.DISCUSSION: _("обществено обсъждане"),
    MapState.DISCUSSED: _("обсъден проект"),
    MapState.ADOPTED: _("приета, предстои публикуване"),
    MapState.IN_FORCE: _("действаща"),
    MapState.REPLACED: _("заменена"),
    MapState.ABANDONED: _("отказан проект"),
}
AMENDMENT_KIND_LABELS = {
    AmendmentKind.OPEN: _("разкриване"),
    AmendmentKind.CHANGE: _("промяна на броя потребители"),
    AmendmentKind.CLOSE: _("закриване"),
}
AMENDMENT_LABELS = {
    AmendmentState.PROPOSED: _("предложена"),
    AmendmentState.ORDERED: _("в сила със заповед"),
    AmendmentState.REFUSED: _("отказана"),
    AmendmentState.WITHDRAWN: _("оттеглена"),
}
PLAN_LABELS = {
    PlanState.DRAFT: _("проект"),
    PlanState.DISCUSSION: _("обществено обсъждане"),
    PlanState.DISCUSSED: _("обсъден проект"),
    PlanState.CONSIDERED: _("разгледан от Съвета по въпросите на социалните услуги"),
    PlanState.ADOPTED: _("приет"),
    PlanState.UPDATED: _("заменен от актуализация"),
}
ORIGIN_LABELS = {
    Origin.MAP: _("по Националната карта"),
    Origin.MUNICIPAL: _("от общинския бюджет"),
}
