"""What of the register in full stands in the story: a license, a building, a file, a request."""

from typing import Any

from opora.capacity import services as capacity
from opora.facilities import services as facilities
from opora.facilities.services import BuildingFacts
from opora.imports import services as imports
from opora.journal.context import acting
from opora.lib.actor import Actor
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
    facts = _facilities(cast.provider) | _licensing(cast.provider) | _register(cast)
    exports = (
        "facilities:export", "facilities:export_needs", "facilities:export_complexes",
        "licensing:export", "register:export_past", "register:export_capacities",
        "register:export_history",
    )  # fmt: skip
    return facts | {name: {"file_format": "xlsx"} for name in exports}


def _facilities(provider: Actor) -> dict[str, dict[str, Any]]:
    """A building with a boiler and a need; a complex with a psychologist."""
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
    of_building = ("building", "edit", "access", "equipment", "need")
    facts: dict[str, dict[str, Any]] = {
        f"facilities:{name}": {"pk": building.pk} for name in of_building
    }
    facts |= {f"facilities:{name}": {"pk": found.pk} for name in ("complex", "new_resource")}
    return facts | {
        "facilities:retire": {"pk": equipment.pk},
        "facilities:close_need": {"pk": need.pk, "state": "done"},
        "facilities:shares": {"pk": resource.pk},
    }


def _licensing(provider: Actor) -> dict[str, dict[str, Any]]:
    """The license of the story, and an application for another."""
    with acting(provider):
        application = licensing.begin(
            provider, kind=Kind.GRANT, facts=Facts("Слънце", "Самоков", "Иванова", ("dcdu",)),
            now=NOW,
        )  # fmt: skip
    at = {"pk": License.objects.get().pk}
    return {
        "licensing:license": at,
        "licensing:revoke": at,
        "licensing:application": {"pk": application.pk},
        "licensing:edit": {"pk": application.pk},
        "licensing:begin": {"kind": "grant"},
        "licensing:act": {"pk": application.pk, "action": "withdraw"},
    }


def _register(cast: Cast) -> dict[str, dict[str, Any]]:
    """What the municipality asks for its service, and a file that it sent."""
    ours = cast.municipality
    with acting(ours):
        request = capacity.begin(
            ours, service=cast.service, provider=cast.service.provider, title=cast.service.name,
            n_asked=9, wanted_from=TODAY, reason="Чакат много деца.", now=NOW,
        )  # fmt: skip
        run = imports.upload(ours, source=Source("u.csv", HEADS.encode()), now=NOW)
        imports.stage(ours, run_id=run.pk, now=NOW)
    parts = ("one", "apply", "undo", "cancel", "mistakes")
    return {f"imports:{part}": {"pk": run.pk} for part in parts} | {
        "capacity:one": {"pk": request.pk},
        "capacity:act": {"pk": request.pk, "action": "drop"},
    }
