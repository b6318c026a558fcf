"""The documents of a plan as PDF: every worked patient who gets a plan, without database or queue.

`page` makes the HTML of a plan from its content, `pdf` a tagged PDF/UA-1 from that HTML: milliseconds of
processor time in one process after a first document that warms it up, the best of three. `plain` is the peer:
the same engine on the same words in paragraphs, without styles, fonts and tags, which tells what layout and
accessibility cost. `first` and `second` are the first documents of a child of a warm process, as a worker's
are. `fifty` is the wall time of fifty plans on one and on two such children; on two quiet cores their ratio
tells what stands in each other's way. The other kinds follow under their names. `process_of_one_plan` is
`manage.py plan` for one patient, from start to its files.
"""

import html
import json
import multiprocessing
import re
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from itertools import cycle, islice
from pathlib import Path
from typing import Any

import django
from weasyprint import HTML

from headache_cds.warm_up import ask_every_app
from interventions.knowledge import get_knowledge
from interventions.plan.from_facts import NoPlan, plan_from_facts
from reports.documents.kinds import PAGES, can_be_made
from reports.documents.patient_plan import plan_html
from reports.documents.pdf import render_pdf
from tests.benchmarks.measuring import milliseconds, say, say_machine, say_spread
from tests.worked import WORKED_PATIENTS

ROOT = Path(__file__).resolve().parents[2]
FORK = multiprocessing.get_context("fork")
PLANS = 50


def main() -> None:
    say_machine()
    measure_process()  # first: the system adds up what all children of this process took
    django.setup()
    contents = [content for line in WORKED_PATIENTS.read_text().splitlines() if (content := content_of(line))]
    pages = [plan_html(content, "nl") for content in contents]
    ask_every_app("warm_up_rendering")
    say("plans", len(contents), "plans")
    measure_workers(pages)
    say_spread("page", [milliseconds(partial(plan_html, one, "nl")) for one in contents])
    measure_kind("pdf", pages)
    say_spread("plain", [best(partial(plain, page)) for page in pages])
    for kind, write in PAGES.items():
        of_kind = [write(content, "nl") for content in contents if can_be_made(content, kind)]
        if of_kind and write is not plan_html:
            measure_kind(kind, of_kind)


def content_of(line: str) -> dict[str, Any] | None:
    """The content of the plan of one patient; None when nothing applies or something blocks."""
    case = json.loads(line)
    content = plan_from_facts(get_knowledge(), case["id"], case["facts"], "nl")
    return None if isinstance(content, NoPlan) else content


def plain(page: str) -> bytes:
    """The words of a page as paragraphs, by the same engine."""
    body = re.sub(r"(?s)<(head|style|svg).*?</\1>", "", page)
    words = [html.unescape(part).strip() for part in re.split(r"<[^>]+>", body)]
    text = "".join(f"<p>{html.escape(part)}</p>" for part in words if part)
    data = HTML(string=text).write_pdf()
    return data or b""


def best(action: Callable[[], object]) -> float:
    """The least processor time of three: what the machine does meanwhile only adds."""
    return min(milliseconds(action) for _ in range(3))


def measure_kind(name: str, pages: list[str]) -> None:
    """Processor time, sheets and size of one kind of document over the patients."""
    files = [render_pdf(page) for page in pages]
    say_spread(name, [best(partial(render_pdf, page)) for page in pages])
    say_spread(f"{name}.sheets", [file.pages for file in files], "pages")
    say_spread(f"{name}.size", [len(file.data) / 1000 for file in files], "kB")


def measure_workers(pages: list[str]) -> None:
    """The first documents of a worker, and fifty plans on one and on two of them."""
    firsts = [pool_of(1, pages[:1] * 2) for _ in range(3)]
    for place, name in enumerate(("first", "second")):
        say(name, statistics.median(times[place] for times in firsts), "ms")
    fifty = list(islice(cycle(pages), PLANS))
    walls = []
    for workers in (1, 2):
        start = time.perf_counter()
        times = pool_of(workers, fifty)
        walls.append(time.perf_counter() - start)
        say(f"fifty.workers_{workers}.wall_time", walls[-1], "s")
        say(f"fifty.workers_{workers}.processor_time", sum(times) / 1000, "s")
    say("fifty.ratio", walls[0] / walls[1], "x")


def pool_of(workers: int, pages: list[str]) -> list[float]:
    """Render on so many children of this process; the processor time of each page in milliseconds."""
    with ProcessPoolExecutor(workers, mp_context=FORK) as pool:
        return list(pool.map(render_timed, pages))


def render_timed(page: str) -> float:
    """What one page takes in the process that this runs in."""
    return milliseconds(partial(render_pdf, page))


def measure_process() -> None:
    """One plan from a cold start, with the memory that it takes."""
    with tempfile.TemporaryDirectory() as folder:
        case = Path(folder) / "case.jsonl"
        case.write_text(WORKED_PATIENTS.read_text().splitlines()[0])
        start = time.perf_counter()
        command = [sys.executable, "manage.py", "plan", str(case), "--out", folder]
        subprocess.run(command, cwd=ROOT, check=True, stdout=subprocess.DEVNULL)
        say("process_of_one_plan.wall_time", time.perf_counter() - start, "s")
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    say("process_of_one_plan.processor_time", used.ru_utime + used.ru_stime, "s")
    say("process_of_one_plan.largest_process", used.ru_maxrss / 1024, "MiB")


main()
