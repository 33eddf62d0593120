"""The ground of a capacity moves to a table of its own, hidden where the service is protected."""

import django.db.models.deletion
from django.db import migrations, models

FORWARD = """
insert into register_capacitypaper (capacity_id, service_id, basis, document)
select id, service_id, basis, document from register_capacity;
"""
BACKWARD = """
update register_capacity set basis = paper.basis, document = paper.document
from register_capacitypaper paper where paper.capacity_id = register_capacity.id;
"""


class Migration(migrations.Migration):
    dependencies = [("register", "0004_planned_facts")]

    operations = [
        migrations.CreateModel(
            name="CapacityPaper",
            fields=[
                (
                    "capacity",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="paper",
                        serialize=False,
                        to="register.capacity",
                    ),
                ),
                ("basis", models.CharField(max_length=200, verbose_name="основание")),
                ("document", models.CharField(blank=True, max_length=200, verbose_name="документ")),
                (
                    "service",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="register.service",
                    ),
                ),
            ],
        ),
        migrations.RunSQL(FORWARD, BACKWARD),
        migrations.RemoveField(model_name="capacity", name="basis"),
        migrations.RemoveField(model_name="capacity", name="document"),
    ]
