"""Settings of a test run: the product's own, with a fresh key and all data in a folder that goes away.

Reading this file makes nothing, because mypy and manage.py read it too; tests/conftest.py makes the folder.
"""

import os
import secrets
import tempfile
from pathlib import Path

SHARED_MEMORY = Path("/dev/shm")  # noqa: S108  (what lies there is named at random and closed to others)
TEST_FOLDER = (SHARED_MEMORY if SHARED_MEMORY.is_dir() else Path(tempfile.gettempdir())) / (
    f"headache-cds-test-{secrets.token_hex(8)}"
)

os.environ["SECRET_KEY"] = secrets.token_urlsafe(50)
os.environ["VAR_DIR"] = str(TEST_FOLDER)
# The manifest needs collectstatic first; a test of its own runs that.
os.environ["STATICFILES_BACKEND"] = "django.contrib.staticfiles.storage.StaticFilesStorage"
# Playwright's synchronous interface runs an event loop, which Django would take for asynchronous code.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"

from headache_cds.settings import *  # noqa: E402, F403
from headache_cds.settings import DATABASES  # noqa: E402

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]

# A task runs at once, also where REDIS_URL is set, and its error ends the test; the fixture `broker` turns
# this off.
TASKS_ARE_SENT = True
CELERY_TASK_ALWAYS_EAGER = True
CELERY_TASK_EAGER_PROPAGATES = True

# A file instead of memory: the threads of the live server and a worker process see the same data.
if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    DATABASES["default"]["TEST"] = {"NAME": str(TEST_FOLDER / "test.sqlite3")}
