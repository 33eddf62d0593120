"""What of the register in full stands in the story: a license, a building, a file, a request."""

from typing import Any

from opora.capacity import services as capacity
from opora.facilities import services as facilities
from opora.facilities.services import BuildingFacts
from opora.imports import services as imports
from opora.journal.context import acting
from opora.licensing import services as licensing
from opora.licensing.models import License
from opora.licensing.rules import Kind
from opora.licensing.services.acts import Facts
from opora.register import services as register
from opora.territory.imports.reading import Source
from tests.cast import NOW, TODAY, Cast

FACTS = BuildingFacts(
    "Сграда", "SFO39", "гр. Самоков", "", "municipal", "good", "", None, None, None, ""
)
HEADS = "ЕИК на доставчика;Вид услуга;Наименование;Община\n175074752;dcdu;Маркерова;Самоков\n"


def named(cast: Cast) -> dict[str, dict[str, Any]]:
    """What stands in each address about one record."""
    ours, provider = cast.municipality, cast.provider
    with acting(provider):
        building = facilities.add_building(provider, facts=FACTS, now=NOW)
        equipment = facilities.add_equipment(
            provider, building=building, name="Котел", n_items=1, made_in=None, condition="good",
            now=NOW,
        )  # fmt: skip
        need = facilities.add_need(
            provider, building=building, kind="access", title="Рампа", cents=None, wanted_by=None,
            now=NOW,
        )  # fmt: skip
        found = register.create_complex(
            provider, provider_id=provider.organization_id, name="К", municipality="SFO39", now=NOW
        )
        resource = facilities.add_resource(
            provider, complex_id=found.pk, kind="staff", name="Психолог", cost_cents=None, now=NOW
        )
        application = licensing.begin(
            provider, kind=Kind.GRANT, facts=Facts("Слънце", "Самоков", "Иванова", ("dcdu",)),
            now=NOW,
        )  # fmt: skip
    with acting(ours):
        request = capacity.begin(
            ours, service=cast.service, provider=cast.service.provider, title=cast.service.name,
            n_asked=9, wanted_from=TODAY, reason="Чакат много деца.", now=NOW,
        )  # fmt: skip
        run = imports.upload(ours, source=Source("u.csv", HEADS.encode()), now=NOW)
        imports.stage(ours, run_id=run.pk, now=NOW)
    license_pk = License.objects.get().pk
    facts: dict[str, dict[str, Any]] = {
        f"facilities:{name}": {"pk": building.pk}
        for name in ("building", "edit", "access", "equipment", "need")
    }
    facts |= {f"facilities:{name}": {"pk": found.pk} for name in ("complex", "new_resource")}
    facts |= {f"licensing:{name}": {"pk": license_pk} for name in ("license", "revoke")}
    facts |= {f"licensing:{name}": {"pk": application.pk} for name in ("application", "edit")}
    parts = ("one", "apply", "undo", "cancel", "mistakes")
    facts |= {f"imports:{part}": {"pk": run.pk} for part in parts}
    exports = (
        "facilities:export", "facilities:export_needs", "facilities:export_complexes",
        "licensing:export", "register:export_past", "register:export_capacities",
        "register:export_history",
    )  # fmt: skip
    facts |= {name: {"file_format": "xlsx"} for name in exports}
    return facts | {
        "facilities:retire": {"pk": equipment.pk},
        "facilities:close_need": {"pk": need.pk, "state": "done"},
        "facilities:shares": {"pk": resource.pk},
        "licensing:begin": {"kind": "grant"},
        "licensing:act": {"pk": application.pk, "action": "withdraw"},
        "capacity:one": {"pk": request.pk},
        "capacity:act": {"pk": request.pk, "action": "drop"},
    }
