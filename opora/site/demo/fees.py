"""Tariffs, means, charges and payments of the months that were approved; papers on some cases.

Every rate and amount is invented: the demonstration says so on each document.
"""

from datetime import date, datetime
from io import BytesIO
from random import Random

from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image, ImageDraw

from opora.cases import queries as cases
from opora.cases.models import Case
from opora.cases.rules import Part
from opora.documents import services as documents
from opora.fees import queries, rules, services
from opora.fees.models import Charge, FeeGround
from opora.journal.context import acting
from opora.lib.actor import Actor
from opora.register.models import NamedService, Service
from opora.usage import queries as usage
from opora.usage.rules import MonthState, first_of, months_back

from . import texts_of_fees as texts
from .days import Days
from .facilities import FACILITIES, KEYS, PROFILES, Facility
from .schedule import Tale
from .stage import Stage

# Rate in tenths of a percent, and the real monthly cost in cents.
PRICES = {
    "dsh": (450, 78000),
    "zzh-ui": (300, 69000),
    "dcplu": (150, 31000),
    "dcsh": (120, 24000),
    "dsp-m": (200, 19500),
}
OPENED, REMINDED = 295, 3  # days ago
MONTHS = 7
SINCE = 12  # months back the tariff begins
CHANGED = 3  # months back one of them changed
UNCHARGED = {"zzh-sam"}  # the last approved month of this one still waits


def stage_fees(stage: Stage, days: Days) -> list[Tale]:
    """Every service whose people pay; papers on some cases."""
    adults = [one for one in FACILITIES if PROFILES[one.kind].users != "children"]
    paying = [one for one in adults if one.kind in PRICES]
    tills = [Till(stage, days, one) for one in paying]
    return [
        *[till.keep() for till in tills],
        *[till.remind() for till in tills],
        attach_papers(stage, days),
    ]


class Till:
    """One service's fees, kept by its head."""

    def __init__(self, stage: Stage, days: Days, facility: Facility) -> None:
        self.stage, self.days, self.facility = stage, days, facility
        self.head: Actor = stage.staff.head(facility.provider)
        self.chance = Random(f"fees {facility.key}")  # noqa: S311
        self.known: list[int] = []  # whose means are told

    @property
    def service(self) -> Service:
        """Whose fees they are."""
        return self.stage.services[self.facility.key]

    @property
    def now(self) -> datetime:
        """The moment that it is."""
        return self.stage.now

    def keep(self) -> Tale:
        """Prices, then month after month who has what, what they owe and what they pay."""
        rate, cost = PRICES[self.facility.kind]
        first, changed = self._first(SINCE), self._first(CHANGED)
        yield self.days.office(OPENED)
        with acting(self.head):
            self._price(1, first, rate)
            self._cost(first, cost)
        for month in months_back(self.days.today, MONTHS + 1)[:-1]:
            yield self.days.on(rules.next_month(month).replace(day=11), 11)
            with acting(self.head):
                if rules.next_month(rules.next_month(month)) == changed:
                    self._price(2, changed, rate - 20)
                self._means()
                made = self._charge(month)
            yield from self._payments(made)

    def _first(self, back: int) -> date:
        return months_back(self.days.today, back)[0]

    def _price(self, number: int, since: date, tenths: int) -> None:
        kind = NamedService.objects.get(pk=self.service.named_service_id)
        known = queries.tariffs(self.head).filter(named_service=kind, valid_from=since)
        if not known.exists():
            services.set_tariff(
                self.head,
                named_service=kind,
                kind="percent",
                rate_tenths=tenths,
                due_day=25,
                act=texts.ACT.format(number=40 + number, day=f"{since:%d.%m.%Y}"),
                currency=rules.currency_of(since).value,
                valid_from=since,
                now=self.now,
            )

    def _cost(self, since: date, cents: int) -> None:
        services.set_cost(
            self.head,
            service=self.service,
            cents=cents,
            currency=rules.currency_of(since).value,
            act=texts.COST,
            valid_from=since,
            now=self.now,
        )

    def _means(self) -> None:
        """Of whoever has come since the last month."""
        led = cases.led(self.head).filter(service=self.service).exclude(pk__in=self.known)
        for case in led.order_by("pk"):
            self._tell(case, len(self.known))
            self.known.append(case.pk)

    def _tell(self, case: Case, n: int) -> None:
        """A pension; of the fourth person nobody has written anything yet."""
        if n % 5 == 3:
            return
        since = first_of(case.opened_on)
        facts = {
            "case": case,
            "valid_from": since,
            "currency": rules.currency_of(since).value,
            "now": self.now,
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
        until = self._first(1)
        if n == 1 and since < until:
            services.add_ground(
                self.head,
                case=case,
                ground=FeeGround.objects.get(pk="temporary"),
                document=texts.ORDER,
                valid_from=since,
                valid_to=until,
                now=self.now,
            )

    def _charge(self, month: date) -> list[Charge]:
        """What an approved month costs each person."""
        approved = usage.months(self.head, since=month).filter(
            service=self.service, month=month, state=MonthState.APPROVED.value
        )
        is_left = self.facility.key in UNCHARGED and month >= self._first(3)
        if is_left or not approved.exists():
            return []
        made, _left = services.charge_month(
            self.head, service=self.service, month=month, now=self.now
        )
        return list(made)

    def _payments(self, made: list[Charge]) -> Tale:
        """Most pay, in the next two weeks."""
        paying = [one for one in made if one.cents and self.chance.random() < 0.8]
        moments = [
            self.days.after(self.now, self.chance.randint(1, 9), self.chance) for _ in paying
        ]
        for moment, one in sorted(zip(moments, paying, strict=True), key=lambda each: each[0]):
            if moment >= self.days.last:
                return
            yield moment
            with acting(self.head):
                services.pay(
                    self.head,
                    case=one.case,
                    cents=one.cents,
                    currency=rules.currency_of(moment.date()).value,
                    paid_on=moment.date(),
                    method=self.chance.choice(("cash", "cash", "bank")),
                    document=texts.RECEIPT.format(number=self.chance.randint(100, 999)),
                    now=moment,
                )

    def remind(self) -> Tale:
        """The first of those who owe."""
        yield self.days.office(REMINDED)
        with acting(self.head):
            debts = queries.debts(self.head, self.days.today)
            owing = [one for one in debts if one.name != one.case.number]
            for one in owing[:1]:
                services.remind(self.head, case=one.case, now=self.now)


def attach_papers(stage: Stage, days: Days) -> Tale:
    """A scan and a note that came with some cases."""
    now = days.office(20)
    yield now
    for key, service in list(stage.services.items())[:6]:
        head = stage.staff.head(KEYS[key].provider)
        with acting(head):
            for case in cases.visible(head, Part.PAPERS).filter(service=service)[:2]:
                facts = {
                    "record_kind": "case",
                    "record_id": case.pk,
                    "audience": [],
                    "person_id": case.person_id,
                    "now": now,
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
