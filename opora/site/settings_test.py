"""Settings of tests and of the tools that read settings (mypy, makemigrations).

Nothing that the operator has set is used, but for an external PostgreSQL.
"""

import os
from contextlib import suppress

from opora.lib.keys import KeyRing
from opora.site.environment import PROJECT

_DATA = PROJECT / "var" / "test"
_KEPT = ("OPORA_DATABASE_URL", "OPORA_DATABASE_OWNER_URL")
for _name in [name for name in os.environ if name.startswith("OPORA_") and name not in _KEPT]:
    del os.environ[_name]
os.environ |= {"OPORA_MODE": "demo", "OPORA_DATA": str(_DATA)}

if not (_DATA / "keys" / "secret").exists():
    _DATA.joinpath("keys").mkdir(parents=True, exist_ok=True)
    _DATA.joinpath("keys", "secret").write_text("only for tests, guards nothing at all")
with suppress(FileExistsError):
    KeyRing.create(_DATA / "keys" / "ring.json")

from opora.site.settings import *  # noqa: E402, F403

# A pool would keep connections to a database that a test process drops.
DATABASES["default"] = ENVIRONMENT.database  # noqa: F405
# Hashing a password on purpose slowly is Django's test, not ours.
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
# A test's client makes its own middleware: static files are looked up when asked for, not all
# listed each time, which was more than half of a request.
WHITENOISE_AUTOREFRESH = True
