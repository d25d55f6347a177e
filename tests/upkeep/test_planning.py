"""SQLite is told how large its tables are."""

import pytest
from django.db import connection

from tests import factories
from tracker.upkeep.planning import learn_sizes

pytestmark = pytest.mark.django_db


def test_each_index_of_a_table_with_rows_is_known():
    factories.people()
    learn_sizes()
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("SELECT COUNT(*) FROM sqlite_stat1 WHERE tbl = 'tracker_unit'")
            assert cursor.fetchone()[0] > 0
