"""Files of services and requests for places have packages of their own; their rows go with them."""

from django.db import migrations

MOVED = {
    "register_serviceimport": "imports_serviceimport",
    "register_serviceimportrow": "imports_serviceimportrow",
    "register_capacityrequest": "capacity_capacityrequest",
}


def rename(old: str, new: str) -> str:
    """The table and the sequence of its numbers."""
    return f"alter table {old} rename to {new}; alter sequence {old}_id_seq rename to {new}_id_seq;"


class Migration(migrations.Migration):
    dependencies = [("register", "0008_first_versions")]

    operations = [
        migrations.SeparateDatabaseAndState(
            database_operations=[
                migrations.RunSQL(rename(old, new), rename(new, old)) for old, new in MOVED.items()
            ],
            state_operations=[
                migrations.DeleteModel("ServiceImportRow"),
                migrations.DeleteModel("ServiceImport"),
                migrations.DeleteModel("CapacityRequest"),
            ],
        ),
    ]
