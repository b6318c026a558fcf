"""A short part of the script that `bin/bench interruptions` runs at length: every interruption once."""

from collections.abc import Iterator

import pytest

from tests.conftest import database_url
from tests.interruptions.rounds import KINDS
from tests.interruptions.script import run_script
from tests.interruptions.server import Server

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]
SEED = 20261201


@pytest.fixture
def server() -> Iterator[Server]:
    """A real server on the database of the test."""
    server = Server(database_url())
    yield server
    server.kill()


def test_nothing_that_was_told_as_saved_is_lost(server: Server) -> None:
    figures = run_script(server, seed=SEED, interruptions=len(KINDS) + 1, acts=3, shared=1)
    assert figures.problems == []
    assert figures.interruptions.keys() == set(KINDS)
    assert sum(figures.told.values()) > 10, figures.told
