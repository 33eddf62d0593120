"""What a letter about fees says, in plain words."""

from datetime import date

from opora.cases.models import Case
from opora.documents.paper import Paper, Section, Signature, Table
from opora.lib import words
from opora.usage.rules import MONTH_NAMES

from .queries import Account

PHONE = "Ако нещо не е вярно или не можете да платите наведнъж, обадете ни се"


def reminder(case: Case, name: str, account: Account) -> Paper:
    """How much is owed, for which months, and what to do. Letters are written in Bulgarian."""
    owed = account.balance
    rows = [
        [month_name(one.month), str(one.amount), words.day(one.due_on) if one.due_on else "—"]
        for one in reversed(account.charges)
    ]
    late = f" От тях {owed.overdue} са с изтекъл срок." if owed.overdue.cents > 0 else ""
    return Paper(
        title="Напомняне за такса",
        is_letter=True,
        to=name,
        about=name,
        sections=[
            Section(
                [
                    f"Ползвате „{case.service.name}“. По нашите сметки дължите {owed.owed}.{late}",
                    Table(["Месец", "Начислено", "Плаща се до"], rows, [1]),
                    f"Досега сте платили {owed.paid}.",
                    f"{PHONE} на {case.service.phone}.",
                ]
            )
        ],
        signatures=[Signature("За доставчика")],
        hides_address=case.is_confidential,
    )


def month_name(month: date) -> str:
    """ноември 2026 г."""
    return f"{MONTH_NAMES[month.month - 1]} {month.year}\N{NO-BREAK SPACE}г."
