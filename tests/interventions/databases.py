"""Databases beside that of the test run, for what happens between two versions of the product."""

import secrets
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psycopg
from django.db import connection, connections
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.migrations.executor import MigrationExecutor
from psycopg import sql

ALIAS = "beside"


@contextmanager
def database(folder: Path, template: str | None = None) -> Iterator[str]:
    """A database of the kind of the test run, empty or a copy of `template`; gives its name."""
    if connection.vendor == "sqlite":
        name = str(folder / f"{secrets.token_hex(8)}.sqlite3")
        if template:
            shutil.copy(template, name)
        yield name
        return
    name = f"beside_{secrets.token_hex(8)}"
    source = sql.Identifier(template or "template1")
    run_on_server(sql.SQL("CREATE DATABASE {} TEMPLATE {}").format(sql.Identifier(name), source))
    try:
        yield name
    finally:
        run_on_server(sql.SQL("DROP DATABASE {}").format(sql.Identifier(name)))


def run_on_server(statement: sql.Composed) -> None:
    """A statement that PostgreSQL takes outside a transaction only."""
    config = connection.settings_dict
    login = {"host": config["HOST"], "port": config["PORT"], "user": config["USER"]}
    with psycopg.connect(**login, password=config["PASSWORD"], dbname="postgres", autocommit=True) as server:
        server.execute(statement)


@contextmanager
def connected(name: str) -> Iterator[BaseDatabaseWrapper]:
    """The connection ALIAS to a database, for as long as the block lasts."""
    connections.settings[ALIAS] = {**connection.settings_dict, "NAME": name}
    try:
        yield connections[ALIAS]
    finally:
        connections[ALIAS].close()
        del connections[ALIAS]
        del connections.settings[ALIAS]


def migrate(to: BaseDatabaseWrapper, app: str, name: str) -> None:
    """Bring a database to one migration and what that needs."""
    MigrationExecutor(to).migrate([(app, name)])


def migrate_fully(to: BaseDatabaseWrapper) -> None:
    """Bring step 3 of a database, and what it needs, to the version of today."""
    executor = MigrationExecutor(to)
    executor.migrate(executor.loader.graph.leaf_nodes("interventions"))


def models_at(of: BaseDatabaseWrapper, app: str, name: str) -> Any:
    """The models as they are after one migration and what that needs."""
    return MigrationExecutor(of).loader.project_state([(app, name)]).apps
