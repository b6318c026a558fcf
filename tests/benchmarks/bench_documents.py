"""The patient's plan as PDF: every worked patient who gets a plan, without database or queue.

`page` makes the HTML from the content of a plan, `pdf` a tagged PDF/UA-1 from that HTML: milliseconds of
processor time in one process after a first document that warms it up. `plain` is the peer: the same engine on
the same words in paragraphs, without styles, fonts and tags, which tells what layout and accessibility cost.
`process_of_one_plan` is `manage.py plan` for one patient, from start to file.
"""

import html
import json
import re
import resource
import subprocess
import sys
import tempfile
import time
from functools import partial
from pathlib import Path
from typing import Any

from weasyprint import HTML

from interventions.knowledge import get_knowledge
from interventions.plan.from_facts import NoPlan, plan_from_facts
from reports.documents.patient_plan import plan_html
from reports.documents.pdf import render_pdf
from tests.benchmarks.measuring import milliseconds, say, say_machine, say_spread
from tests.worked import WORKED_PATIENTS

ROOT = Path(__file__).resolve().parents[2]


def main() -> None:
    say_machine()
    contents = [content for line in WORKED_PATIENTS.read_text().splitlines() if (content := content_of(line))]
    pages = [plan_html(content, "nl") for content in contents]
    files = [render_pdf(page) for page in pages]
    say("plans", len(contents), "plans")
    say_spread("page", [milliseconds(partial(plan_html, one, "nl")) for one in contents])
    say_spread("pdf", [milliseconds(partial(render_pdf, page)) for page in pages])
    say_spread("plain", [milliseconds(partial(plain, page)) for page in pages])
    say_spread("pdf.sheets", [file.pages for file in files], "pages")
    say_spread("pdf.size", [len(file.data) / 1000 for file in files], "kB")
    measure_process()


def content_of(line: str) -> dict[str, Any] | None:
    """The content of the plan of one patient; None when nothing applies or something blocks."""
    case = json.loads(line)
    content = plan_from_facts(get_knowledge(), case["id"], case["facts"], "nl")
    return None if isinstance(content, NoPlan) else content


def plain(page: str) -> bytes:
    """The words of a page as paragraphs, by the same engine."""
    body = re.sub(r"(?s)<(head|style|svg).*?</\\1>", "", page)
    words = [html.unescape(part).strip() for part in re.split(r"<[^>]+>", body)]
    text = "".join(f"<p>{html.escape(part)}</p>" for part in words if part)
    data = HTML(string=text).write_pdf()
    return data or b""


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
