"""Charges and payments stay as written; loads the old tariff and the grounds."""

import datetime

from django.db import migrations

from opora.fees import facts

FORWARD = """
create function fees_stays() returns trigger
language plpgsql set search_path = public, pg_temp as $$
begin
    raise exception 'what was charged or paid stays as it is' using errcode = '23514';
end $$;

create trigger charge_stays before update or delete on fees_charge
    for each row execute function fees_stays();
create trigger payment_stays before update or delete on fees_payment
    for each row execute function fees_stays();
"""
BACKWARD = """
drop trigger payment_stays on fees_payment;
drop trigger charge_stays on fees_charge;
drop function fees_stays();
"""
OLD_TARIFF = "Тарифа по ПМС 91/2003 (отпаднала)"


def load(apps, schema_editor):
    alias = schema_editor.connection.alias
    tariff, ground = apps.get_model("fees", "Tariff"), apps.get_model("fees", "FeeGround")
    tariff.objects.using(alias).bulk_create(
        tariff(
            named_service_id=row["named_service"],
            kind="percent",
            rate_tenths=int(row["rate_tenths"]),
            currency="BGN",
            act=OLD_TARIFF,
            note=row["note"],
            confidence=row["confidence"],
            valid_to=datetime.date.fromisoformat(row["valid_to"]),
        )
        for row in facts.rows("old_tariff")
    )
    ground.objects.using(alias).bulk_create(
        ground(**(row | {"valid_from": row["valid_from"] or None}), position=number)
        for number, row in enumerate(facts.rows("fee_grounds"))
    )


class Migration(migrations.Migration):
    dependencies = [("fees", "0001_initial")]
    operations = [
        migrations.RunSQL(FORWARD, BACKWARD),
        migrations.RunPython(load, migrations.RunPython.noop),
    ]
