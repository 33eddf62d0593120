"""The citizen's code: its table, and what it opens, which is asked past the second wall."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

FORWARD = """
create function referral_is_in_hiding(person bigint) returns boolean
language sql stable security definer set search_path = public, pg_temp as $$
    select exists (
        select from people_involvement i
        where i.person_id = person and i.is_confidential and i.until is null
    ) or exists (
        select from referral_servicerequest r
        join register_namedservice n on n.code = r.named_service_id
        where r.person_id = person and n.is_protected
    )
$$;

-- Where an open code leads: to whoever owns the request now, and nowhere once it is revoked, or
-- the person is in hiding. The year of birth is compared by whoever asks.
create function referral_code_opens(asked bytea, known bigint)
returns table (code_id bigint, request_id bigint, organization_id bigint, birth_year integer)
language sql stable security definer set search_path = public, pg_temp as $$
    select c.id, r.id, r.owner_organization_id, extract(year from p.birth_date)::integer
    from referral_requestcode c
    join referral_servicerequest r on r.id = c.request_id
    join people_person p on p.id = people_living(r.person_id)
    where (c.code_index = asked or c.id = known) and c.revoked_at is null
      and not referral_is_in_hiding(r.person_id)
$$;
"""
BACKWARD = """
drop function referral_code_opens(bytea, bigint);
drop function referral_is_in_hiding(bigint);
"""


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0004_holding_roles"),
        ("people", "0002_functions"),
        ("referral", "0003_appeals"),
        ("register", "0005_capacity_paper"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="RequestCode",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("code_index", models.BinaryField(unique=True)),
                ("issued_at", models.DateTimeField()),
                ("first_used_at", models.DateTimeField(null=True)),
                ("revoked_at", models.DateTimeField(null=True)),
                (
                    "issued_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "organization",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.organization",
                    ),
                ),
                (
                    "request",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="codes",
                        to="referral.servicerequest",
                    ),
                ),
            ],
            options={
                "ordering": ["-issued_at", "-id"],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("revoked_at", None)),
                        fields=("request",),
                        name="one_open_code_a_request",
                    )
                ],
            },
        ),
        migrations.RunSQL(FORWARD, BACKWARD),
    ]
