"""What a file of services may hold: the fields, by what heads they are known, how they are shown.

Pure. A head is compared in small letters, with Latin letters that look like Cyrillic ones read as
those, because people type „c“ and „с“ alike.
"""

from dataclasses import dataclass

from opora.lib.labels import gettext_noop as _

# Latin letters that cannot be told from Cyrillic ones by eye.
LOOKS = str.maketrans("ABCEHKMOPTXYaceopxy", "АВСЕНКМОРТХУасеорху")


@dataclass(frozen=True, slots=True)
class Field:
    """A column of the template: its code, its head, other heads, whether a new service needs it."""

    code: str
    head: str
    others: tuple[str, ...] = ()
    is_needed: bool = True
    hint: str = ""


FIELDS = (
    Field("id", _("№ в Опора"), ("номер в опора", "id", "ид"), False,
          _("празно за нова услуга; на вписана стои в експорта")),
    Field("eik", _("ЕИК на доставчика"), ("еик", "булстат", "доставчик еик")),
    Field("kind", _("Вид услуга"), ("вид", "услуга вид", "код на вида", "вид на услугата")),
    Field("name", _("Наименование"),
          ("име", "услуга", "име на услугата", "наименование на услугата")),
    Field("municipality", _("Община"), ("община на услугата", "код на община")),
    Field("settlement", _("Населено място"), ("място", "град", "адрес населено място", "гр./с.")),
    Field("line", _("Улица и номер"),
          ("адрес", "улица", "адрес улица", "адрес улица и номер"), False),
    Field("phone", _("Телефон"), ("тел", "тел.", "телефон за връзка", "връзка телефон")),
    Field("email", _("Електронна поща"), ("имейл", "e-mail", "email", "връзка имейл",
          "връзка електронна поща"), False),
    Field("groups", _("За кого е"),
          ("целеви групи", "целева група", "потребители", "за кого"), True,
          _("кодове или имена, разделени с точка и запетая")),
    Field("users", _("Ползватели"), ("възраст",)),
    Field("level", _("Ниво"), ("ниво на планиране",)),
    Field("funding", _("Финансиране"), ("източник на финансиране",)),
    Field("mode", _("Начин на ползване"), ("начин", "режим")),
    Field("environment", _("Среда"), ("среда на предоставяне",)),
    Field("opened_on", _("Открита на"), ("открита", "дата на откриване", "от дата"), True,
          _("ден като 01.09.2020")),
    Field("n_places", _("Капацитет"), ("места", "брой места", "капацитет места", "капацитет брой")),
    Field("places_from", _("Капацитетът е от"), ("капацитет от", "места от"), False,
          _("празно: от деня на откриването, а за вписана услуга – от днес")),
    Field("basis", _("Основание за местата"), ("основание", "заповед", "капацитет основание")),
)  # fmt: skip
BY_CODE = {field.code: field for field in FIELDS}
AXES = ("users", "level", "funding", "mode", "environment")


def plain(text: object) -> str:
    """A head or a word as it is compared: small letters, single spaces, Cyrillic look-alikes."""
    words = " ".join(str(text).replace("\n", " ").split())
    return words.translate(LOOKS).lower().strip(" :.*")


HEADS: dict[str, str] = {
    plain(head): field.code for field in FIELDS for head in (field.code, field.head, *field.others)
}
