"""How a person is called: in full on paper, and in a list so that two are never taken for one."""

from collections import Counter
from collections.abc import Iterable

from django.utils.translation import gettext as _

from opora.lib import words

from .models import Person
from .queries import identifier_of


def in_full(person: Person) -> str:
    """Whom an act on paper concerns: names, number in clear, birth date."""
    number = identifier_of(person)
    parts = [
        person.full_name,
        f"{person.get_identifier_kind_display()} {number}" if number else "",
        _("роден(а) на %(day)s") % {"day": words.day(person.birth_date)},
    ]
    return ", ".join(part for part in parts if part)


def called(found: Iterable[Person]) -> dict[int, str]:
    """The short names of some people; those who share one with another of them also with the birth
    date and the end of the number."""
    names = {each.pk: each.short_name for each in found}
    n_of = Counter(names.values())
    twins = [pk for pk, name in names.items() if n_of[name] > 1]
    if twins:
        names |= {pk: each.told_apart for pk, each in Person.objects.in_bulk(twins).items()}
    return names
