"""Configuration of gunicorn: `gunicorn --config python:headache_cds.server headache_cds.wsgi`."""

from typing import Any

# The entry point is read once and everything it loads is shared by the workers, instead of once in each.
preload_app = True


def post_worker_init(worker: Any) -> None:
    """A worker opens its connection to the database and a first page before it takes a request."""
    from headache_cds.warm_up import open_sign_in_page

    open_sign_in_page(worker.wsgi)
