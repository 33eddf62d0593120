"""The components: what each says, and that nothing typed by people becomes markup."""

from datetime import date, datetime, timedelta
from types import SimpleNamespace as Sample
from typing import Any

import pytest
from django import forms
from django.core.paginator import Paginator
from django.template import Context, Template, TemplateSyntaxError
from django.test import RequestFactory
from django.utils import translation

from opora.accounts.rules import OrganizationKind
from opora.desk.styleguide import PROVIDER, SampleForm, SampleOrganization
from opora.lib import words

NOW = datetime(2026, 11, 20, 14, 30, tzinfo=words.SOFIA)


def shown(template: str, **context: Any) -> str:
    """The rendered template on one line, with ordinary spaces."""
    text = Template("{% load opora %}" + template).render(Context({"now": NOW} | context))
    return " ".join(text.replace(words.NBSP, " ").split())


def test_due_chip() -> None:
    today = date(2026, 11, 20)
    late = shown("{% due on today %}", on=today - timedelta(days=1), today=today)
    assert late == '<span class="chip chip-late" title="19.11.2026 г.">просрочено с 1 ден</span>'
    assert "няма срок" in shown("{% due None today %}", today=today)
    assert ">20.11.2026 г.<" in shown("{% due today done=True %}", today=today)


def test_ago_keeps_the_exact_moment_in_its_title() -> None:
    text = shown("{% ago at %}", at=NOW - timedelta(seconds=4))
    assert 'title="20.11.2026 г., 14:29:56"' in text
    assert ">преди 4 секунди<" in text


def test_words_follow_the_language() -> None:
    with translation.override("en"):
        assert ">4 seconds ago<" in shown("{% ago at %}", at=NOW - timedelta(seconds=4))
        assert shown("{{ 466100|money }}") == "€4,661.00"


def test_unknown_tone_is_a_mistake_of_the_template() -> None:
    with pytest.raises(TemplateSyntaxError):
        shown('{% chip "дума" "pink" %}')


@pytest.mark.parametrize(
    "template", ["{% chip text %}", "{% avatar text %}", "{% why text text %}"]
)
def test_markup_in_peoples_words_is_shown_not_run(template: str) -> None:
    assert "<script" not in shown(template, text="<script>alert(1)</script>")


@pytest.mark.parametrize("kind", list(OrganizationKind))
def test_every_kind_of_organization_has_a_badge(kind: str) -> None:
    text = shown(
        '{% turn organization who="М. Илиева" %}', organization=SampleOrganization(kind, "Име")
    )
    assert f"turn-{kind}" in text
    assert "М. Илиева" in text


@pytest.mark.parametrize(
    ("taken", "capacity", "waiting", "chip", "bar"),
    [
        (37, 40, 0, "3 места", "37 от 40"),
        (39, 40, 0, "1 място", "39 от 40"),
        (40, 40, 1, "чака 1", "40 от 40"),
        (40, 40, 4, "чакат 4", "40 от 40"),
        (40, 40, 0, "няма свободни", "40 от 40"),
        (41, 40, 4, "1 над капацитета", "41 от 40"),
        (0, 0, 0, "няма свободни", "0 от 0"),
    ],
)
def test_meter(taken: int, capacity: int, waiting: int, chip: str, bar: str) -> None:
    text = shown(
        '{% meter taken capacity "ЦСРИ" waiting=waiting %}',
        taken=taken, capacity=capacity, waiting=waiting,
    )  # fmt: skip
    assert f">{chip}<" in text
    assert bar in text
    assert "style=" not in text


def test_field_says_what_is_wrong_and_ties_it_to_the_control() -> None:
    form = SampleForm({"egn": "", "told_by": "written", "who": "self"})
    text = shown('{% field form.egn hint="Десет цифри." source="Попълнено от ТЕЛК" %}', form=form)
    assert 'aria-describedby="id_egn-hint id_egn-source id_egn-error"' in text
    assert 'aria-invalid="true"' in text
    for name in ("hint", "source", "error"):
        assert f'id="id_egn-{name}"' in text
    assert "form-control is-invalid" in text
    assert text.count("form-control") == 1


def test_optional_fields_say_so_and_labels_can_be_replaced() -> None:
    form = SampleForm()
    assert "(ако има)" in shown("{% field form.said %}", form=form)
    assert "(ако има)" not in shown("{% field form.egn %}", form=form)
    assert ">Личен номер<" in shown('{% field form.egn label="Личен номер" %}', form=form)


def test_error_summary_lists_each_mistake_with_a_way_to_it() -> None:
    form = SampleForm({})
    text = shown("{% error_summary form %}", form=form)
    assert '<a href="#id_egn">ЕГН</a>' in text
    assert shown("{% error_summary form %}", form=SampleForm()) == ""


def test_sorting_turns_round_and_drops_the_page() -> None:
    request = RequestFactory().get("/", {"sort": "due", "page": "3", "q": "а"})
    text = shown('{% sort_header "Срок" "due" %}{% sort_header "Лице" "name" %}', request=request)
    assert 'aria-sort="ascending"' in text
    assert "sort=-due&amp;q=%D0%B0" in text or "q=%D0%B0&amp;sort=-due" in text
    assert "page=" not in text


def test_paging_in_words() -> None:
    request = RequestFactory().get("/", {"tab": "late"})
    page = Paginator(range(31), 6).page(2)
    text = shown('{% paging page ordered="подредени по срок" %}', request=request, page=page)
    assert "7–12 от 31 · подредени по срок" in text
    assert 'href="?tab=late&amp;page=1"' in text
    assert "страница 2 от 6" in text


def test_act_is_a_form_that_needs_no_script() -> None:
    text = shown('{% act "/take" "Вземи" "primary" "version" 3 %}', csrf_token="t")
    assert '<form method="post" action="/take"' in text
    assert 'name="version" value="3"' in text
    assert 'value="t"' in text


def test_refusal_says_what_why_and_what_to_do() -> None:
    refusal = Sample(sentence="Няма места.", rule="капацитет 40", remedy="Изберете друга услуга.")
    text = shown("{% refused refusal %}", refusal=refusal)
    assert all(word in text for word in ("Няма места.", "капацитет 40", "Изберете друга услуга."))


def test_fresh_events_are_marked() -> None:
    entries = [
        Sample(organization="ДСП", sentence="отговори", at=NOW, position=5),
        Sample(organization="Общината", sentence="попита", at=NOW, position=4),
    ]
    text = shown("{% timeline entries fresh_after=4 %}", entries=entries)
    assert text.count("is-hot") == 1
    assert text.index("отговори") < text.index("попита")


def test_legal_term_needs_its_explanation() -> None:
    terms = {"насочване": Sample(explanation="Път до услугата.", basis="чл. 73 ЗСУ")}
    assert "Път до услугата." in shown('{% term "насочване" %}', terms=terms)
    with pytest.raises(KeyError):
        shown('{% term "непозната" %}', terms=terms)


def test_presence_and_conflict() -> None:
    text = shown("{% presence others %}", others=[Sample(organization=PROVIDER, editing=True)])
    assert "ЦСРИ Самоков пише в момента" in text
    change = Sample(
        label="Образование", before="3. клас", now="", name="education", typed="4. клас"
    )
    text = shown('{% conflict changes "ДСП Самоков" %}', changes=[change])
    assert "ДСП Самоков записа промени" in text
    assert 'data-keep="education" data-value="4. клас"' in text


def test_icons_come_from_the_cut_sprite() -> None:
    assert 'href="/static/vendor/icons.svg#tabler-plus"' in shown('{% icon "plus" %}')
    assert 'aria-label="търсене"' in shown('{% icon "search" "търсене" %}')


class Hidden(forms.Form):
    """A form whose mistake no field shows."""

    version = forms.IntegerField(widget=forms.HiddenInput)

    def clean(self) -> dict[str, Any]:
        raise forms.ValidationError("Някой друг го взе.")


def test_mistakes_without_a_field_are_said_too() -> None:
    assert "Някой друг го взе." in shown("{% error_summary form %}", form=Hidden({"version": 1}))
