"""Where an assistant and an agreement stand, and who may move them. Pure."""

from enum import StrEnum

from opora.assistance.rules import BY_ASSISTANCE, PRACTICE, Steps, Who, step
from opora.lib.labels import gettext_noop as _


class AssistantState(StrEnum):
    """Where an assistant stands at a municipality."""

    CANDIDATE = "candidate"
    ACTIVE = "active"
    LEFT = "left"


class AgreementState(StrEnum):
    """Where a three-party agreement stands."""

    DRAFT = "draft"
    SIGNED = "signed"
    AMENDED = "amended"
    ENDED = "ended"
    DROPPED = "dropped"


ASSISTANT_LABELS: dict[str, str] = {
    AssistantState.CANDIDATE: _("кандидат"),
    AssistantState.ACTIVE: _("асистент"),
    AssistantState.LEFT: _("отписан"),
}
AGREEMENT_LABELS: dict[str, str] = {
    AgreementState.DRAFT: _("проект"),
    AgreementState.SIGNED: _("подписано"),
    AgreementState.AMENDED: _("изменено с ново"),
    AgreementState.ENDED: _("прекратено"),
    AgreementState.DROPPED: _("изоставен проект"),
}
# What a person must meet to be an assistant: each is looked at and ticked by an officer.
CRITERIA = {
    "able": _("дееспособно лице"),
    "no_guardianship": _("не е поставено под запрещение"),
    "no_conviction": _("не е осъждано за умишлено престъпление от общ характер"),
    "no_violence": _("няма мерки за защита от домашно насилие спрямо потребителя"),
}
A, W = AgreementState, Who
AGREEMENT_STEPS: Steps = {
    "draft": step(_("Състави проект"), {""}, A.DRAFT, {W.MUNICIPALITY}, BY_ASSISTANCE),
    "sign": step(_("Впиши подписването"), {A.DRAFT}, A.SIGNED, {W.MUNICIPALITY}, BY_ASSISTANCE),
    "amend": step(_("Измени с ново"), {A.SIGNED}, A.AMENDED, {W.MUNICIPALITY}, BY_ASSISTANCE),
    "end": step(_("Прекрати"), {A.SIGNED}, A.ENDED, {W.MUNICIPALITY}, BY_ASSISTANCE),
    "drop": step(_("Изостави проекта"), {A.DRAFT}, A.DROPPED, {W.MUNICIPALITY}, PRACTICE),
}
