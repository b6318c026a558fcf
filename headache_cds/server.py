"""Configuration of gunicorn: `gunicorn --config python:headache_cds.server headache_cds.wsgi`."""

from typing import Any

# The entry point is read once and everything it loads is shared by the workers, instead of once in each.
preload_app = True

# Seconds for the requests at hand when it is stopped. With both cores busy a worker once did not hear the
# signal, and Ctrl-C waited for gunicorn's thirty seconds.
graceful_timeout = 12


def post_worker_init(worker: Any) -> None:
    """A worker makes its memory its own and opens a first page before it takes a request."""
    from headache_cds.warm_up import begin_worker

    begin_worker(worker.wsgi)
