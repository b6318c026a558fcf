"""What a server or worker process does before its first request, so that nobody waits for it.

`warm_up` runs once in the parent process; the children that it forks find everything ready. The garbage
collector leaves frozen objects alone; otherwise it would go through the whole knowledge in the middle of a
request. `begin_worker` runs in each child of a web server.
"""

import gc
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any, cast
from wsgiref.util import setup_testing_defaults

from django.apps import apps
from django.conf import settings
from django.contrib import auth
from django.core.management.base import BaseCommand, SystemCheckError
from django.db import connections
from django.template import engines
from django.template.backends.django import DjangoTemplates
from django.urls import get_resolver, resolve, reverse
from django.utils import formats

Application = Callable[[dict[str, Any], Callable[..., Any]], Any]
# A part of an address as each kind of pattern accepts it; "0" for every other.
EXAMPLES = {"UUIDConverter": "00000000-0000-0000-0000-000000000000"}


def warm_up(application: Application | None = None) -> None:
    """Check and load what is read once per process; ends the process with the mistakes that the checks find.

    An app whose configuration has a method `warm_up` loads what it needs beyond that. The `application` of a
    web server answers a page too, and what only pages show is loaded by `warm_up_pages`; a process without
    one renders, and loads what that takes by `warm_up_rendering`.
    """
    gc.disable()  # all that is made now stays, and to go through it again and again finds nothing
    try:
        BaseCommand().check()  # reads the vocabulary, the pages, the battery and the knowledge
    except SystemCheckError as error:
        raise SystemExit(str(error)) from error
    ask_every_app("warm_up")
    if application:
        ask_every_app("warm_up_pages")
        auth.get_backends()
        compile_addresses()
        compile_templates()
        read_formats()
        open_sign_in_page(application)
    else:
        ask_every_app("warm_up_rendering")
    connections.close_all()  # the children must not share a connection
    gc.collect()
    gc.freeze()
    gc.enable()


def ask_every_app(method: str) -> None:
    """Call this method of every app that has it."""
    for config in apps.get_app_configs():
        getattr(config, method, lambda: None)()


def compile_addresses() -> None:
    """Make and resolve an address for every view: Django compiles the patterns of both when first asked."""
    for resolver in get_resolver().url_patterns:
        namespace = getattr(resolver, "namespace", None)
        for pattern in getattr(resolver, "url_patterns", [resolver]):
            name = f"{namespace}:{pattern.name}" if namespace else pattern.name
            examples = {
                part: converter.to_python(EXAMPLES.get(type(converter).__name__, "0"))
                for part, converter in pattern.pattern.converters.items()
            }
            resolve(reverse(name, kwargs=examples))


def compile_templates() -> None:
    """Compile every template of the product and of the forms; the loader keeps them."""
    engine = cast("DjangoTemplates", engines["django"])
    for folder in map(Path, engine.template_dirs):
        if "contrib" not in folder.parts:
            for path in folder.rglob("*.html"):
                engine.get_template(path.relative_to(folder).as_posix())


def begin_worker(application: Application) -> None:
    """Take the shared memory over, then open the connection to the database and a first page."""
    copy_shared_memory()
    open_sign_in_page(application)


def copy_shared_memory() -> None:
    """Use every object once, so that its memory is copied now.

    Counting its users writes into each object that a request touches, and the system copies what a child
    writes to: four thousand times in the first request, at 25 ms. All at once takes 80 ms and 54 MiB.
    """
    gc.unfreeze()
    gc.get_objects()
    gc.freeze()


def read_formats() -> None:
    """Load how numbers and dates are written in every language."""
    for code, _name in settings.LANGUAGES:
        formats.get_format("DECIMAL_SEPARATOR", code)


def open_sign_in_page(application: Application) -> None:
    """Ask for the page that needs no sign-in, in every language, with a session that does not exist.

    That loads what every page uses: middleware, session, database connection, messages, icons, texts.
    """
    for code, _name in settings.LANGUAGES:
        cookies = {settings.LANGUAGE_COOKIE_NAME: code, settings.SESSION_COOKIE_NAME: "0" * 32}
        environ: dict[str, Any] = {
            "PATH_INFO": reverse(settings.LOGIN_URL),
            "HTTP_HOST": _host(),
            "HTTP_COOKIE": "; ".join(f"{name}={value}" for name, value in cookies.items()),
            "HTTP_ACCEPT_ENCODING": "gzip",
            "wsgi.url_scheme": "https" if settings.HTTPS else "http",
        }
        setup_testing_defaults(environ)
        with closing(application(environ, _ignore_start)) as answer:
            b"".join(answer)


def _ignore_start(status: str, headers: object, error: object = None) -> None:
    """Nobody reads the answer."""


def _host() -> str:
    """A name that this installation answers to."""
    allowed = settings.ALLOWED_HOSTS[0] if settings.ALLOWED_HOSTS else "localhost"
    return "localhost" if allowed == "*" else str(allowed).lstrip(".")
