"""How a refusal is appealed; the term is a dated row of the law (D22)."""

from opora.lib.labels import gettext_noop as _

APPEAL = _(
    "Отказът се обжалва пред административния съд по реда на АПК; за срока предстои проверка."
)
