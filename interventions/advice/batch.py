"""Many patients at once: one short answer a line, on all cores, in the order of the input.

The lines are handed out in chunks, and no more chunks are read than the cores can work on, so that a hundred
thousand patients need no more memory than a few thousand.
"""

import gc
import os
import signal
from collections import deque
from collections.abc import Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from itertools import chain, islice

import django

from headache_cds.commands import InputLine
from interventions.advice.json_lines import Answered, brief_line
from interventions.knowledge import get_knowledge

CHUNK = 250  # lines; about a quarter of a second's work
_AHEAD = 3  # chunks in hand for each core


def answer_briefly(
    lines: Iterable[InputLine], *, everything: bool, workers: int | None = None
) -> Iterator[Answered]:
    """The brief answers to lines of JSON; see docs/advise.md. Few lines are answered in this process."""
    chunks = _chunks(lines)
    first = next(chunks, [])
    count = workers or os.cpu_count() or 1
    if len(first) < CHUNK or count == 1:
        for chunk in chain([first] if first else [], chunks):
            yield answer_chunk(chunk, everything=everything)
    else:
        yield from _spread(chain([first], chunks), count, everything=everything)


def answer_chunk(lines: list[InputLine], *, everything: bool) -> Answered:
    """The answers to some lines, joined, and whether all were understood."""
    knowledge = get_knowledge()
    answers = [brief_line(knowledge, line, everything=everything) for line in lines]
    return "\n".join(text for text, _ in answers), all(understood for _, understood in answers)


def _chunks(lines: Iterable[InputLine]) -> Iterator[list[InputLine]]:
    source = iter(lines)
    while chunk := list(islice(source, CHUNK)):
        yield chunk


def _spread(chunks: Iterator[list[InputLine]], count: int, *, everything: bool) -> Iterator[Answered]:
    pool = ProcessPoolExecutor(count, initializer=_start_worker)
    waiting: deque[Future[Answered]] = deque()
    try:
        for chunk in chunks:
            waiting.append(pool.submit(answer_chunk, chunk, everything=everything))
            if len(waiting) > count * _AHEAD:
                yield waiting.popleft().result()
        while waiting:
            yield waiting.popleft().result()
    finally:
        pool.shutdown(wait=True, cancel_futures=True)


def _start_worker() -> None:
    """Leave Ctrl-C to the parent; read the knowledge once and spare it the search for garbage."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    django.setup()
    answer_chunk([InputLine(1, b'{"facts": {}}')], everything=False)
    gc.freeze()
