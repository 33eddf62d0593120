"""What is known of the services so far becomes their first version."""

from django.db import migrations

FIRST = """
insert into register_serviceversion
    (service_id, number, valid_from, provider_id, named_service_id, name, district_id,
     municipality_id, settlement, level, funding, mode, environment, users, target_groups,
     complex_id, is_protected, phone, email, organization_id, recorded_at, why)
select s.id, 1, s.opened_on, s.provider_id, s.named_service_id, s.name, s.district_id,
       s.municipality_id, s.settlement, s.level, s.funding, s.mode, s.environment, s.users,
       coalesce(
           (select array_agg(g.targetgroup_id order by g.targetgroup_id)
            from register_service_target_groups g where g.service_id = s.id),
           '{}'
       ),
       s.complex_id, s.is_protected, s.phone, s.email, s.provider_id, now(), ''
from register_service s;
insert into register_serviceversionaddress
    (version_id, service_id, municipality_id, settlement, line, is_protected)
select v.id, a.service_id, a.municipality_id, a.settlement, a.line, v.is_protected
from register_serviceaddress a join register_serviceversion v on v.service_id = a.service_id;
"""


class Migration(migrations.Migration):
    dependencies = [("register", "0007_history_imports_procedures")]
    operations = [migrations.RunSQL(FIRST, migrations.RunSQL.noop)]
