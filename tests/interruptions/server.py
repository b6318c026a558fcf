"""The server as bin/serve starts it, on the database of this process; it can be killed and started again."""

import os
import signal
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

from django.conf import settings

from tests import services

ROOT = Path(__file__).resolve().parents[2]
LONGEST_START = 120  # seconds


class Server:
    """gunicorn with two workers on a port of its own; all of it is killed at once, without a warning."""

    def __init__(self, database_url: str) -> None:
        self.port = services.free_port()
        self.environment = {
            **os.environ,
            "DJANGO_SETTINGS_MODULE": "headache_cds.settings",
            "SECRET_KEY": settings.SECRET_KEY,
            "VAR_DIR": str(settings.VAR_DIR),
            "STATICFILES_BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage",
            "DATABASE_URL": database_url,
        }
        self.environment.pop("REDIS_URL", None)
        self.process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start it and wait for the first answer."""
        command = [sys.executable, "-m", "gunicorn", "--config", "python:headache_cds.server"]
        command += ["headache_cds.wsgi", "--bind", f"127.0.0.1:{self.port}", "--workers", "2"]
        command += ["--log-level", "critical", "--no-control-socket"]
        self.process = subprocess.Popen(command, cwd=ROOT, env=self.environment, start_new_session=True)
        end = time.monotonic() + LONGEST_START
        while time.monotonic() < end and self.process.poll() is None:
            try:
                with urllib.request.urlopen(f"http://127.0.0.1:{self.port}/", timeout=LONGEST_START):
                    return
            except OSError:
                time.sleep(0.05)
        raise RuntimeError("the server did not answer")

    def kill(self) -> None:
        """kill -9 for the server and its workers, which are a group of processes of their own."""
        if self.process is not None:
            os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()
            self.process = None
