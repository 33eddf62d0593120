"""Tariffs, means, charges and payments of the months that were approved; papers on some cases.

Every rate and amount is invented: the demonstration says so on each document.
"""

from datetime import date, datetime, timedelta
from io import BytesIO
from random import Random

from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image, ImageDraw

from opora.cases import queries as cases
from opora.cases.models import Case
from opora.cases.rules import Part
from opora.documents import services as documents
from opora.fees import queries, rules, services
from opora.fees.models import FeeGround
from opora.journal.context import acting
from opora.lib.actor import Actor
from opora.register.models import NamedService, Service
from opora.register.rules import Users
from opora.usage import queries as usage
from opora.usage.rules import MonthState, first_of, months_back

from . import texts_of_fees as texts
from .days import Days
from .facilities import KEYS
from .stage import Stage

# Rate in tenths of a percent, and the real monthly cost in cents.
PRICES = {
    "dsh": (450, 78000),
    "zzh-ui": (300, 69000),
    "dcplu": (150, 31000),
    "dcsh": (120, 24000),
    "dsp-m": (200, 19500),
}
SINCE = 12  # months back the tariff begins
CHANGED = 3  # months back one of them changed
UNCHARGED = {"zzh-sam"}  # the last approved month of this one still waits


def stage_fees(stage: Stage, days: Days) -> None:
    """Every service whose people pay."""
    for key, service in stage.services.items():
        if service.named_service_id in PRICES and service.users != Users.CHILDREN:
            Till(stage, days, key, service).keep()
    attach_papers(stage, days)


class Till:
    """One service's fees, kept by its head."""

    def __init__(self, stage: Stage, days: Days, key: str, service: Service) -> None:
        self.days, self.key, self.service = days, key, service
        self.head: Actor = stage.staff.head(KEYS[key].provider)
        self.chance = Random(f"fees {key}")  # noqa: S311

    def keep(self) -> None:
        """Prices, incomes, then month after month."""
        with acting(self.head):
            people = list(cases.led(self.head).filter(service=self.service).order_by("pk"))
            if not people:
                return
            self._price()
            for n, case in enumerate(people):
                self._means(case, n)
            months = usage.months(self.head, since=self._first(SINCE)).filter(
                service=self.service, state=MonthState.APPROVED.value
            )
            approved = sorted(one.month for one in months)
            for month in approved[:-1] if self.key in UNCHARGED else approved:
                self._charge(month)

    def _first(self, back: int) -> date:
        return months_back(self.days.today, back)[0]

    def _price(self) -> None:
        rate, cost = PRICES[self.service.named_service_id]
        kind = NamedService.objects.get(pk=self.service.named_service_id)
        first, second = self._first(SINCE), self._first(CHANGED)
        known = queries.tariffs(self.head).filter(named_service=kind).exists()
        for number, (since, tenths) in enumerate(((first, rate), (second, rate - 20)), 1):
            if not known:
                services.set_tariff(
                    self.head,
                    named_service=kind,
                    kind="percent",
                    rate_tenths=tenths,
                    due_day=25,
                    act=texts.ACT.format(number=40 + number, day=f"{since:%d.%m.%Y}"),
                    currency=rules.currency_of(since).value,
                    valid_from=since,
                    now=self.days.now,
                )
        services.set_cost(
            self.head,
            service=self.service,
            cents=cost,
            currency=rules.currency_of(first).value,
            act=texts.COST,
            valid_from=first,
            now=self.days.now,
        )

    def _means(self, case: Case, n: int) -> None:
        """A pension; of the fourth person nobody has written anything yet."""
        if n % 5 == 3:
            return
        since = first_of(case.opened_on)
        facts = {
            "case": case,
            "valid_from": since,
            "currency": rules.currency_of(since).value,
            "now": self.days.now,
        }
        if n % 5 == 4:
            services.add_income(self.head, source="none", cents=0, document=texts.NONE, **facts)  # type: ignore[arg-type]
            return
        services.add_income(
            self.head,
            source="pension",
            cents=100 * self.chance.randint(240, 520),
            document=texts.PENSION,
            **facts,  # type: ignore[arg-type]
        )
        if n % 5 == 2:
            services.add_income(
                self.head,
                source="benefit",
                cents=9420,
                document=texts.HELP,
                is_countable=False,
                **facts,  # type: ignore[arg-type]
            )
        if n == 1:
            until = self._first(1)
            if since < until:
                services.add_ground(
                    self.head,
                    case=case,
                    ground=FeeGround.objects.get(pk="temporary"),
                    document=texts.ORDER,
                    valid_from=since,
                    valid_to=until,
                    now=self.days.now,
                )

    def _charge(self, month: date) -> None:
        at = min(self._moment(month), self.days.now)
        made, _left = services.charge_month(self.head, service=self.service, month=month, now=at)
        for one in made:
            if one.cents and self.chance.random() < 0.8:
                paid = min(at + timedelta(days=self.chance.randint(1, 16)), self.days.now)
                services.pay(
                    self.head,
                    case=one.case,
                    cents=one.cents,
                    currency=rules.currency_of(paid.date()).value,
                    paid_on=paid.date(),
                    method=self.chance.choice(("cash", "cash", "bank")),
                    document=texts.RECEIPT.format(number=self.chance.randint(100, 999)),
                    now=paid,
                )
        owing = [
            one for one in queries.debts(self.head, self.days.today) if one.name != one.case.number
        ]
        if owing and month == self._first(2):
            services.remind(self.head, case=owing[0].case, now=self.days.now)

    def _moment(self, month: date) -> datetime:
        """The seventh of the next month."""
        day = rules.next_month(month).replace(day=7)
        return self.days.now.replace(year=day.year, month=day.month, day=day.day)


def attach_papers(stage: Stage, days: Days) -> None:
    """A scan and a note that came with some cases."""
    for key, service in list(stage.services.items())[:6]:
        head = stage.staff.head(KEYS[key].provider)
        with acting(head):
            for case in cases.visible(head, Part.PAPERS).filter(service=service)[:2]:
                facts = {
                    "record_kind": "case",
                    "record_id": case.pk,
                    "audience": [],
                    "person_id": case.person_id,
                    "now": days.now - timedelta(days=20),
                }
                documents.attach(
                    head,
                    upload=SimpleUploadedFile("scan.jpg", scan()),
                    title=texts.SCAN,
                    received_from=texts.FROM,
                    **facts,  # type: ignore[arg-type]
                )
                documents.attach(
                    head,
                    upload=SimpleUploadedFile("note.txt", texts.NOTE.encode()),
                    title=texts.NOTE_TITLE,
                    **facts,  # type: ignore[arg-type]
                )


def scan() -> bytes:
    """A page that looks like a scan and says that it is invented."""
    page = Image.new("L", (620, 877), 248)
    drawn = ImageDraw.Draw(page)
    for line in range(26):
        y = 150 + line * 24
        drawn.rectangle((70, y, 70 + 300 + (line * 73) % 190, y + 7), fill=170)
    drawn.rectangle((70, 60, 550, 92), outline=120, width=2)
    drawn.text((90, 70), "DEMO - invented data", fill=90)
    target = BytesIO()
    page.save(target, "JPEG", quality=60)
    return target.getvalue()
