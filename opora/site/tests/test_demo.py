"""The demonstration: every state is there, nothing impossible is, and nobody sees too much."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.utils import timezone

from opora.site.demo.loading import load
from opora.site.demo.stage import Stage


@pytest.fixture
def stage(db: None) -> Iterator[Stage]:
    yield load(timezone.now())


def test_x(stage):
    pass
