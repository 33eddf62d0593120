"""Which users alone may see a record, whoever else works in the organizations of its audience.

The journal closes nothing: a package above replaces `journal_readers` with its own law of sight
(`protection`: confidential cases of children). Null means everybody of the audience; a list means
these users alone. What runs by itself (no user) sees as its organization does.
"""

from django.db import migrations

READERS = """
create function journal_readers(kind text, record bigint) returns bigint[]
language sql stable security definer set search_path = public, pg_temp as $$
    select null::bigint[]
$$;
create function journal_is_open(kind text, record bigint) returns boolean
language sql stable as $$
    select nullif(current_setting('opora.user', true), '') is null or coalesce(
        nullif(current_setting('opora.user', true), '')::bigint = any(journal_readers(kind, record)),
        true)
$$;
grant execute on function journal_readers(text, bigint) to opora_live;
"""


class Migration(migrations.Migration):
    dependencies = [("journal", "0004_erase_details")]
    operations = [
        migrations.RunSQL(
            READERS,
            "drop function journal_is_open(text, bigint);"
            "drop function journal_readers(text, bigint);",
        )
    ]
