"""The fixtures themselves: roles, rollback, commit."""

import psycopg
import pytest
from django.db import connection


def rows(query: str) -> list[tuple[object, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(query)
        return cursor.fetchall()


def test_works_as_the_applications_role(db: None) -> None:
    assert rows("select current_user") == [("opora_app",)]


@pytest.mark.parametrize("turn", [1, 2])
def test_what_a_test_commits_is_gone_in_the_next(
    turn: int, transactional_db: None, owner: psycopg.Connection
) -> None:
    query = "select count(*) from territory_importrun"
    before = rows(query)
    owner.execute("create table left_over (id int)")
    assert before == [(0,)]
