"""The cast of every story in a transaction that is rolled back, and servers for committed ones."""

import os
from collections.abc import Callable, Iterator

import pytest
from django.conf import settings

from conftest import Databases
from tests.cast import Cast, make
from tests.serving import Servers


@pytest.fixture
def cast(db: None) -> Cast:
    """Everybody of the story and a day center with two places."""
    return make()


@pytest.fixture(scope="session")
def servers(databases: Databases) -> Iterator[Servers]:
    """What servers over the database of this test process are made of."""
    environment = {
        **os.environ,
        **databases.urls(),
        "OPORA_MODE": "demo",
        "OPORA_DATA": str(settings.DATA_FOLDER),
        "DJANGO_SETTINGS_MODULE": "opora.site.settings",
    }
    with Servers(environment) as made:
        yield made


@pytest.fixture
def start_server(servers: Servers, transactional_db: None) -> Iterator[Callable[[], str]]:
    """Starts one more server process over the test's database; gives its address."""
    started = []

    def start() -> str:
        pid, address = servers.start()
        started.append(pid)
        return address

    yield start
    for pid in started:
        servers.stop(pid)
