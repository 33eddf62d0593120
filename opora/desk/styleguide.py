"""/styleguide: every component once, with what it will really say. The people are invented."""

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from types import SimpleNamespace as Sample
from typing import Any

from django import forms
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from opora.lib import words

NOW = datetime(2026, 11, 20, 14, 30, tzinfo=words.SOFIA)
TODAY = NOW.date()


@dataclass(frozen=True, slots=True)
class SampleOrganization:
    """Looks like accounts.Organization to the components."""

    kind: str
    name: str
    slug: str = "primer"

    def __str__(self) -> str:
        return self.name


MUNICIPALITY = SampleOrganization("municipality", "Община Самоков")
DIRECTORATE = SampleOrganization("directorate", "ДСП Самоков")
PROVIDER = SampleOrganization("provider", "ЦСРИ Самоков")


class SampleForm(forms.Form):
    """Every kind of field; two of them answered wrong, so that mistakes are seen."""

    first_name = forms.CharField(
        label=gettext_lazy("Име"),
        widget=forms.TextInput(attrs={"data-cyrillic": True, "autocomplete": "off"}),
    )
    egn = forms.CharField(label="ЕГН")
    told_by = forms.ChoiceField(
        label=gettext_lazy("Как е заявено"),
        choices=[
            ("written", gettext_lazy("писмено")),
            ("oral", gettext_lazy("устно")),
            ("phone", gettext_lazy("по телефона")),
        ],
    )
    who = forms.ChoiceField(
        label=gettext_lazy("Кой заявява"),
        widget=forms.RadioSelect,
        choices=[
            ("self", gettext_lazy("лично човекът")),
            ("parent", gettext_lazy("родител или настойник")),
        ],
    )
    said = forms.CharField(
        label=gettext_lazy("Какво казва детето"),
        widget=forms.Textarea(attrs={"rows": 3}),
        required=False,
    )
    is_urgent = forms.BooleanField(label=gettext_lazy("Спешен случай"), required=False)


class SampleFilter(forms.Form):
    """The filters over a list."""

    service = forms.ChoiceField(
        label=gettext_lazy("Услуга"),
        choices=[("", gettext_lazy("всички")), ("a", "Асистентска подкрепа")],
    )
    officer = forms.ChoiceField(
        label=gettext_lazy("Води"), choices=[("", gettext_lazy("всички")), ("m", "М. Илиева")]
    )
    settlement = forms.CharField(label=gettext_lazy("Населено място"), required=False)


@dataclass(frozen=True, slots=True)
class Row:
    """A line of the sample worklist."""

    id: int
    due_on: date | None
    name: str
    where: str
    service: str
    state: str
    tone: str
    turn: SampleOrganization
    who: str
    note: str = ""
    look: str = ""


@dataclass(frozen=True, slots=True)
class Act:
    """A line of the sample course."""

    organization: str
    sentence: str
    at: datetime
    position: int
    who: str = ""
    article: str = ""
    note: str = ""
    happened_on: date | None = None
    detail: dict[str, str] = field(default_factory=dict)


def page(request: HttpRequest) -> HttpResponse:
    """The whole guide. Nothing of it is read from the database."""
    form = SampleForm(
        {"first_name": "Paди", "egn": "1452306789", "told_by": "written", "who": "parent"}
    )
    form.is_valid()
    form.add_error("first_name", _("В името има латински букви, които приличат на български."))
    form.add_error("egn", _("Контролната цифра не е вярна. Проверете последните две цифри."))
    context = {
        "now": NOW,
        "today": TODAY,
        "form": form,
        "filter": SampleFilter(),
        "page": Paginator(range(31), 6).page(1),
        "organizations": [MUNICIPALITY, DIRECTORATE, PROVIDER],
        "municipality": MUNICIPALITY,
        "directorate": DIRECTORATE,
        "refusal": Sample(
            sentence=_("Мястото вече е заето: в ЦСРИ Самоков няма свободни места."),
            rule=_("Капацитетът е 40 и по него има 40 ползватели."),
            remedy=_("Изберете друга услуга или добавете човека в списъка на чакащите."),
        ),
        "terms": {
            "предварителна оценка": Sample(
                explanation=_(
                    "Първа писмена преценка на нуждите, която социалният работник прави заедно "
                    "с човека."
                ),
                basis="чл. 73, ал. 1, т. 3 ЗСУ",
            )
        },
        **_days(),
        **_record(),
        **_worklist(),
    }
    return render(request, "desk/styleguide.html", context)


def _days() -> dict[str, Any]:
    return {
        "days": [TODAY + timedelta(days=each) for each in (-1, 0, 1, 3, 12)] + [None],
        "moments": [
            NOW - timedelta(seconds=each) for each in (0, 4, 130, 20_000, 90_000, 1_300_000)
        ],
        "expiry": NOW + timedelta(hours=5),
        "sums": [389680000, 466100, -12550],
    }


def _record() -> dict[str, Any]:
    """A request's page: how far it is, what happened, who else has it open."""
    return {
        "steps": [
            {"label": _("Желание"), "state": "done", "note": "03.11."},
            {"label": _("Предварителна оценка"), "state": "now"},
            {"label": _("Насочване"), "state": "next"},
            {"label": _("Избор на доставчик"), "state": "next"},
            {"label": _("Прием"), "state": "next"},
        ],
        "acts": _course(),
        "changes": [
            Sample(
                label=_("Образование"),
                before="3. клас, ресурсно подпомагане",
                now="3. клас, СУ „Отец Паисий“, ресурсно подпомагане",
                typed="4. клас, СУ „Отец Паисий“",
                name="education",
            ),
            Sample(label=_("Заключение"), before="", now="Дневна грижа, полудневно"),
        ],
        "others": [
            Sample(organization=DIRECTORATE, editing=False),
            Sample(organization=PROVIDER, editing=True),
        ],
    }


def _course() -> list[Act]:
    """Acts of two authorities, the newest first."""
    us, them = MUNICIPALITY.name, DIRECTORATE.name
    return [
        Act(
            them, "поиска допълнение", NOW - timedelta(seconds=4), 5, "инсп. Р. Димова",
            note="„Липсва мнението на детето и на училището.“",
        ),
        Act(us, "поиска становище", NOW - timedelta(hours=4), 4, "М. Илиева"),
        Act(them, "прие да участва в оценката", NOW - timedelta(days=1), 3, "Р. Димова"),
        Act(
            us, "записа желание, заявено писмено от майката", NOW - timedelta(days=17), 2,
            "М. Илиева", "чл. 73 ЗСУ", happened_on=date(2026, 11, 2),
        ),
    ]  # fmt: skip


def _worklist() -> dict[str, Any]:
    """A worklist: its tabs and its rows."""
    return {
        "tabs": [
            {"label": _("Просрочени"), "url": "#t", "count": 2, "tone": "late"},
            {"label": _("До 3 дни"), "url": "#t", "count": 5, "tone": "soon"},
            {"label": _("Наш ред"), "url": "#t", "count": 13},
            {"label": _("Чакаме друг орган"), "url": "#t", "count": 11},
            {"label": _("Всички в работа"), "url": "#t", "count": 31, "active": True},
            {"label": _("Свободни места"), "url": "#t", "count": 9},
        ],
        "rows": _rows(),
    }


def _rows() -> list[Row]:
    """One row of each tone: late, fresh, chosen, waiting for another, without a deadline."""
    day = timedelta(days=1)
    return [
        Row(
            1, TODAY - day, "Стоян П. Иванов", "78 г. · с. Говедарци", "Асистентска подкрепа",
            "предварителна оценка", "plain", MUNICIPALITY, "М. Илиева",
        ),
        Row(
            2, TODAY + day, "Ради К. Стоянова", "9 г. · гр. Самоков",
            "Дневна грижа за деца с увреждания", "поискано становище", "wait", MUNICIPALITY,
            "М. Илиева", "преди 4 секунди от ДСП Самоков, срокът тече", "is-fresh",
        ),
        Row(
            3, TODAY + 3 * day, "Гергана Д. Маринова", "34 г. · с. Широки дол",
            "Рехабилитация и интеграция", "насочена, избира доставчик", "ok", MUNICIPALITY,
            "Д. Колева", look="is-chosen",
        ),
        Row(
            4, TODAY + 16 * day, "Надежда В. Петрова", "81 г. · с. Белчин",
            "Грижа за възрастни хора", "чака място, 4-та от 9", "wait", PROVIDER, "Д. Колева",
        ),
        Row(
            5, None, "Александър Н. Н.", "16 г. · гр. Самоков", "Обществена подкрепа",
            "прието, започва 24.11.", "ok", DIRECTORATE, "неразпределено",
        ),
    ]  # fmt: skip
