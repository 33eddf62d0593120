"""All addresses of Opora, and who asks for them how; the table of answers is in `answers`."""

import copy
import io
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from http.cookies import SimpleCookie
from typing import Any

from django.conf import settings
from django.contrib.staticfiles import finders
from django.db import transaction
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from opora.accounts import services as accounts
from opora.accounts.models import Membership, User
from opora.criteria.models import CriteriaSet
from opora.journal.context import acting
from opora.law.models import DeadlineRule
from opora.lib.actor import Actor
from opora.people import services as people
from opora.places.models import Placement
from opora.site import admission
from tests.cast import TODAY, Cast, member, organization

from . import (
    assisted,
    cased,
    charged,
    homes,
    licensed,
    meeting,
    planned_addresses,
    protected,
    use,
)
from .planned import Plans

WORKING = ("municipality", "directorate", "head", "provider")
STRANGERS = ("stranger", "district", "agency")
NOBODY = "nobody"
ROLES = (*WORKING, *STRANGERS, NOBODY)
# Who asks only for what is planned: to one analyses are submitted, the other is another district's.
REGIONAL, NEIGHBOR = "regional", "neighbor"
SIGNED_IN = (*WORKING, *STRANGERS, REGIONAL, NEIGHBOR)
OTHERS = "ob-samokov"  # where only the municipality's own people may go
# What answers without standing in the resolver.
STATIC, LIVE = "beside:static", "beside:live"
SIGNS = {
    200: ".", 302: ">", 400: "!", 401: "x", 403: "x", 404: "0", 405: "~", 409: "=", 410: "-"
}  # fmt: skip
SIGN_IN = "}"


def patterns(
    resolver: URLResolver, namespace: str = "", path: str = ""
) -> Iterator[tuple[str, tuple[str, ...], bool]]:
    """Of every address: its name (or its path, if it has none), the names of its arguments, and
    whether it stands under /o/<slug>/."""
    for entry in resolver.url_patterns:
        whole = path + str(entry.pattern)
        if isinstance(entry, URLResolver):
            inner = f"{entry.namespace}:" if entry.namespace else ""
            yield from patterns(entry, namespace + inner, whole)
        elif isinstance(entry, URLPattern):
            name = namespace + entry.name if entry.name else whole
            yield name, tuple(entry.pattern.regex.groupindex), "<slug:organization>" in whole


@cache
def known() -> dict[str, tuple[tuple[str, ...], bool]]:
    """Every address by its name. Two with one name differ in their arguments: the longer one."""
    found = sorted(patterns(get_resolver()), key=lambda each: len(each[1]))
    return {name: (arguments, inside) for name, arguments, inside in found}


def asked() -> set[str]:
    """All that is asked: every address, some again with another record behind them (`name@state`),
    and what stands beside the resolver."""
    return {*known(), *planned_addresses.states(), STATIC, LIVE}


def facts_of(name: str) -> tuple[tuple[str, ...], bool]:
    """The arguments of an address, and whether it stands under /o/<slug>/."""
    return known()[name.partition("@")[0]]


def packages() -> list[str]:
    """By what the tests are told apart."""
    return sorted({name.partition(":")[0] for name in [*known(), STATIC] if ":" in name} | {""})


class Story:
    """The records that stand in the addresses, and a signed-in browser for each role."""

    def __init__(self, cast: Cast) -> None:
        self.cast = cast
        # Before the analyses are submitted: it hears of them from then on.
        self.regional = member(
            organization("regional_directorate", "rdsp-sofia", "РДСП София-област", district="SFO"),
            "rdsp@example.org", "Роза Регионална", "officer",
        )  # fmt: skip
        request = cast.do(cast.provider, "accept", cast.chosen())
        self.waiting = cast.chosen()
        with acting(cast.provider):
            self.placement = Placement.objects.get(request_id=request.pk)
        self.made = self.records()
        with acting(cast.municipality):
            self.law = CriteriaSet.objects.get(is_illustrative=False).pk
        self.planned = Plans(cast)
        self.neighbor = self.planned.other
        numbers = self.planned.numbers
        self.named = meeting.hold(cast) | planned_addresses.named(numbers) | protected.hold(cast)
        self.named |= assisted.named(cast) | cased.named(cast, request.pk)
        self.named |= charged.named(cast, request.pk)
        self.named |= use.named(cast, request.pk)
        self.named |= licensed.named(cast)
        self.named |= homes.named(cast, self.waiting.pk)
        self.of_packages = planned_addresses.of_packages(numbers)
        actors = {role: self.actor(role) for role in SIGNED_IN}
        self.cookies = {role: client(actor).cookies for role, actor in actors.items()}
        self.cookies[NOBODY] = SimpleCookie()
        self.slugs = {role: cast.organization(actor).slug for role, actor in actors.items()}
        self.slugs[NOBODY] = OTHERS
        self.browser = Client(raise_request_exception=True)

    def actor(self, role: str) -> Actor:
        """As whom the role acts."""
        of = self if role in {REGIONAL, NEIGHBOR} else self.cast
        actor: Actor = getattr(of, role)
        return actor

    def records(self) -> dict[str, object]:
        """What the municipality has recorded: each may be named in an address by anybody."""
        ours, now = self.cast.municipality, self.cast.now
        person_id, other = self.waiting.person_id, self.cast.person()
        with acting(ours):
            representative = people.add_representative(
                ours,
                person_id=person_id,
                kind="parent",
                name="Камелия Маркерова",
                valid_from=TODAY,
                now=now,
            )
            phone = people.record_phone(ours, person_id=person_id, number="0888123456", now=now)
            merge = people.propose_merge(
                ours, keep=person_id, merge=other.pk, reason="едно лице", now=now
            )
            invitation, _token = accounts.invite(
                ours, email="new@example.org", name="Камелия Маркерова", role="officer", now=now
            )
            member = Membership.objects.get(user=ours.user_id or 0, role="officer")
        return {
            "person_id": person_id,
            "service_id": self.cast.service.pk,
            "organization_id": ours.organization_id,
            "member_id": member.pk,
            "invitation_id": invitation.pk,
            "phone_id": phone.pk,
            "representative_id": representative.pk,
            "record_id": merge.pk,
            "other": other.pk,
            "rule_id": DeadlineRule.objects.filter(code="D1").values_list("pk", flat=True)[0],
        }

    def arguments(self, name: str, names: tuple[str, ...]) -> dict[str, Any]:
        """The story's own records where the address names one; else a number that nobody has."""
        numbers = {
            "referral": self.waiting.pk,
            "desk": self.waiting.pk,
            "people": self.waiting.person_id,
            "register": self.cast.service.pk,
            "capacity": self.cast.service.pk,
        }
        facts: dict[str, object] = self.made | {
            "pk": numbers.get(name.partition(":")[0], 0),
            "action": "accept",
            "key": "wish-1",
            "what": "phone",
            "verb": "confirm",
            "token": "unknown",
            "uidb36": "1",
        }
        if name == "referral:placement":
            facts |= {"pk": self.placement.pk, "action": "end"}
        if name == "public:service":
            facts |= {"pk": self.cast.service.pk}
        if name.startswith("criteria:"):
            facts |= {"pk": self.law, "code": "AS", "unit": "SFO39"}
        facts |= self.of_packages.get(name.partition(":")[0], {})
        facts |= self.named.get(name, {})
        return {each: facts.get(each, 0) for each in names if each != "organization"}

    def ask(
        self, role: str, name: str, method: str, slug: str = "", query: str = ""
    ) -> tuple[str, str]:
        """The sign of the answer and all that it says; nothing that it did is left behind."""
        if name == LIVE:
            return self.listen(role, slug) if method == "get" else ("~", "")
        if name == STATIC:
            path = settings.STATIC_URL + "desk/css/base.css"
            assert finders.find("desk/css/base.css")
        else:
            names, inside = facts_of(name)
            kwargs = self.arguments(name, names)
            if inside:
                kwargs["organization"] = slug or self.slugs[role]
            plain = name.partition("@")[0]
            path = f"/{plain}" if "/" in plain else reverse(plain, kwargs=kwargs)
        with self.open(role) as browser:
            answer = getattr(browser, method)(path + query)
            said = text(answer) + str(answer.headers)
        to = answer.headers.get("Location", "")
        sign = SIGNS.get(answer.status_code, str(answer.status_code))
        return (SIGN_IN if to.startswith("/accounts/login/") else sign), said

    @contextmanager
    def open(self, role: str) -> Iterator[Client]:
        """The browser of this role; nothing that is done in it is left behind."""
        self.browser.cookies = copy.deepcopy(self.cookies[role])
        with transaction.atomic():
            yield self.browser
            transaction.set_rollback(True)

    def listen(self, role: str, slug: str) -> tuple[str, str]:
        """The live stream is no page: whether it opens is asked by its own function."""
        cookie = self.cookies[role].output(header="", attrs=[]).strip()
        right = admission.admit(cookie, slug or self.slugs[role])
        return ("." if right else "x"), repr(right)


def client(actor: Actor) -> Client:
    """A browser in which the actor is signed in."""
    browser = Client(raise_request_exception=True)
    browser.force_login(
        User.objects.get(pk=actor.user_id or 0),
        backend="allauth.account.auth_backends.AuthenticationBackend",
    )
    return browser


def text(answer: Any) -> str:
    """The whole body, also of a streamed answer."""
    body = b"".join(answer) if answer.streaming else answer.content
    for close in answer._resource_closers:  # close() itself would close the test's connection
        close()
    if zipfile.is_zipfile(io.BytesIO(body)):  # DOCX, XLSX
        with zipfile.ZipFile(io.BytesIO(body)) as packed:
            body = b"".join(packed.read(name) for name in packed.namelist())
    return str(body.decode(errors="replace"))
