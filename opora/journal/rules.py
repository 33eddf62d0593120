"""The digest by which an event proves its details, also long after they are erased elsewhere."""

import hashlib
import hmac
import json
from collections.abc import Mapping
from typing import Any

from opora.lib.labels import gettext_noop as _

# Of which records events tell, as the record's `kind` names them.
RECORD_KINDS = {
    "request": _("преписки"),
    "person": _("записи на лица"),
    "service": _("услуги, места и опашки"),
    "provider": _("доставчици"),
    "complex": _("комплекси"),
    "usage": _("ползване без насочване"),
    "case": _("случаи"),
    "support_plan": _("индивидуални оценки и планове за подкрепа"),
    "agreement": _("договори за ползване"),
    "attendance": _("ежедневно ползване и месечни отчети"),
    "charge": _("такси и плащания"),
    "document": _("документи"),
    "guest": _("еднократни достъпи"),
    "protection": _("закрила на дете"),
    "signal": _("сигнали за дете в риск"),
    "court": _("настаняване от съда"),
    "assistance": _("лична помощ и асистентска подкрепа"),
    "foster": _("приемна грижа"),
    "patronage": _("домашен социален патронаж"),
    "license": _("лицензи"),
    "facility": _("сгради и общи ресурси"),
    "queue_rule": _("правила за реда на чакане"),
    "organization": _("организация, хора и роли"),
    "area": _("територии на ДСП"),
    "notice": _("известия"),
    "indicators": _("показатели"),
    "criteria": _("критерии за планиране"),
    "cycle": _("цикли на планиране"),
    "analysis": _("анализи на потребностите"),
    "map": _("карти на социалните услуги"),
    "plan": _("годишни планове"),
    "group": _("работни групи и комисии"),
    "session": _("заседания"),
    "vote": _("гласувания"),
    "finance": _("стандарти и средства"),
    "funding_need": _("капиталови нужди"),
    "sums": _("живи сборове"),
}


def digest(salt: bytes, values: Mapping[str, Any]) -> bytes:
    """SHA-256 over the salt and the values in one fixed way of writing them."""
    written = json.dumps(values, sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(salt + written.encode()).digest()


def proves(found: bytes, *, salt: bytes, values: Mapping[str, Any]) -> bool:
    """Whether the details are those that the event was recorded with."""
    return hmac.compare_digest(found, digest(salt, values))
