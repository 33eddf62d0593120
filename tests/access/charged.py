"""Fees and papers of the story's case: a tariff, a charge of nothing yet, a document, a file."""

from datetime import date
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile

from opora.cases import queries as cases
from opora.documents import services as documents
from opora.documents.paper import Paper, Section
from opora.fees import services as fees
from opora.journal.context import acting
from tests.cast import Cast


def named(cast: Cast, request_id: int) -> dict[str, dict[str, Any]]:
    """By address, the arguments that lead to the case which the request opened."""
    actor, now = cast.provider, cast.now
    with acting(actor):
        case = cases.visible(actor).get(request_id=request_id)
        fees.set_tariff(
            actor,
            named_service=cast.named(),
            kind="fixed",
            cents=2500,
            act="Решение 12",
            valid_from=date(2026, 9, 1),
            now=now,
        )
        payment = fees.pay(
            actor, case=case, cents=100, paid_on=date(2026, 11, 1), method="cash", now=now
        )
        income = fees.add_income(
            actor,
            case=case,
            source="pension",
            cents=100,
            document="Разпореждане",
            valid_from=date(2026, 11, 1),
            now=now,
        )
        facts: dict[str, Any] = {"record_kind": "case", "record_id": case.pk, "audience": []}
        facts |= {"person_id": case.person_id, "now": now}
        paper = Paper("Служебна бележка", [Section(["Измислена."])])
        document = documents.issue(actor, paper=paper, kind="case.note", **facts)
        file = documents.attach(
            actor, upload=SimpleUploadedFile("a.txt", b"text"), title="Файл", **facts
        )
    month = {"pk": cast.service.pk, "month": "2026-10"}
    at = {"pk": case.pk}
    return {
        "fees:case": at,
        "fees:act": at | {"action": "income"},
        "fees:correct": at | {"month": "2026-10"},
        "fees:reverse": at | {"number": payment.pk},
        "fees:means": at | {"what": "incomes", "number": income.pk, "action": "mistake"},
        "fees:month": month,
        "fees:export": month,
        "documents:document": {"pk": document.pk},
        "documents:withdraw": {"pk": document.pk},
        "documents:attachment": {"pk": file.pk},
        "documents:remove": {"pk": file.pk},
    }
