"""What the therapists tried and were told, and what is wrong when the product says something else."""

import threading
import time
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

# Told as saved; told as not saved, or never sent whole; nobody heard.
SAVED, REFUSED, UNKNOWN = "saved", "refused", "unknown"
# A button without content: pressed twice it does the same.
PRESSED = frozenset({"state"})


@dataclass(frozen=True)
class Slot:
    """One thing of one dossier that has one value at a time: an answer, a goal, a decision, a note."""

    kind: str
    owner: str
    name: str = ""


@dataclass
class Attempt:
    """Somebody who wanted this value to stand there, on a page that was `opened` before."""

    slot: Slot
    value: str
    who: str
    opened: float = float("inf")
    started: float = field(default_factory=time.monotonic)
    ended: float = float("inf")
    outcome: str = UNKNOWN

    def end(self, outcome: str) -> None:
        """What the response called it."""
        self.outcome, self.ended = outcome, time.monotonic()


@dataclass
class Stored:
    """What the product holds: every value of now, and the rows of what keeps its history, as (value, who)."""

    now: dict[Slot, str] = field(default_factory=dict)
    history: dict[Slot, list[tuple[str, str]]] = field(default_factory=dict)


class Ledger:
    """Every attempt of a run, kept outside the product."""

    def __init__(self, before: Stored) -> None:
        self.before = before
        self.attempts: list[Attempt] = []
        self._lock = threading.Lock()

    def begin(self, slot: Slot, value: str, who: str, opened: float = float("inf")) -> Attempt:
        """An attempt that is sent now."""
        attempt = Attempt(slot, value, who, opened)
        with self._lock:
            self.attempts.append(attempt)
        return attempt

    def saved(self) -> Counter[str]:
        """How many were told as saved, by kind."""
        return Counter(attempt.slot.kind for attempt in self.attempts if attempt.outcome == SAVED)

    def problems(self, stored: Stored) -> list["Problem"]:
        """Everything that the product holds otherwise than it told."""
        by_slot: dict[Slot, list[Attempt]] = {}
        for attempt in self.attempts:
            by_slot.setdefault(attempt.slot, []).append(attempt)
        owners = {slot.owner for slot in self.before.now}  # who was registered in between has no before
        found: list[Problem] = []
        for slot in by_slot.keys() | stored.now.keys() | self.before.now.keys():
            tried = by_slot.get(slot, [])
            if not tried and slot.owner not in owners:
                continue
            found += self._now(slot, tried, stored.now.get(slot, ""), self.before.now.get(slot, ""))
            found += unseen(slot, tried, self.before.now.get(slot, ""))
            if slot in stored.history or slot in self.before.history:
                rows = stored.history.get(slot, [])
                found += _rows(slot, tried, rows, self.before.history.get(slot, []))
        return found

    def _now(self, slot: Slot, tried: list[Attempt], now: str, before: str) -> list["Problem"]:
        done = [attempt for attempt in tried if attempt.outcome == SAVED]
        last = [attempt for attempt in tried if attempt.outcome != REFUSED and not replaced(attempt, done)]
        if now in {attempt.value for attempt in last} or (not done and now == before):
            return []
        elsewhere = now and any(one.value == now and one.slot.owner != slot.owner for one in self.attempts)
        told = " or ".join(repr(attempt.value) for attempt in last) or repr(before)
        kind = "in the wrong dossier" if elsewhere else "silently changed" if not done else "lost"
        return [Problem(kind, f"{slot}: {now!r} instead of {told}")]


@dataclass(frozen=True)
class Problem:
    """An answer that was lost, changed behind somebody's back, or stands with another patient."""

    kind: str
    what: str


def replaced(attempt: Attempt, saved: Iterable[Attempt]) -> bool:
    """Whether something that was sent after this was answered was told as saved."""
    return any(later.started > attempt.ended for later in saved if later is not attempt)


def unseen(slot: Slot, tried: list[Attempt], before: str) -> list[Problem]:
    """Whoever replaced what somebody else stored while the page was open, without being asked to choose.

    Judged where it is certain: nothing else was on its way, and it had another value than the page showed.
    """
    found = []
    for late in tried:
        others = [one for one in tried if one is not late and one.outcome != REFUSED]
        earlier = [one for one in others if one.ended < late.opened]
        between = [one for one in others if one.started > late.opened and one.ended < late.started]
        after = [one for one in others if one.started > late.ended]
        certain = len(earlier) + len(between) + len(after) == len(others)
        if late.outcome != SAVED or not between or not certain or slot.kind in PRESSED:
            continue
        if any(one.outcome != SAVED for one in (*earlier, *between)):
            continue
        seen = max(earlier, key=lambda one: one.started).value if earlier else before
        last = max(between, key=lambda one: one.started)
        if last.value not in (seen, late.value):
            what = f"{slot}: {late.value!r} of {late.who} replaced {last.value!r} of {last.who} unseen"
            found.append(Problem("silently changed", what))
    return found


def _rows(
    slot: Slot, tried: list[Attempt], rows: list[tuple[str, str]], before: list[tuple[str, str]]
) -> list[Problem]:
    """Every answer that was told as saved is a row for ever, and every new row was sent by its writer."""
    values = {value for value, _who in rows}
    sent = {(one.value, one.who) for one in tried if one.outcome != REFUSED}
    found = [
        Problem("lost", f"{slot}: {one.value!r} of {one.who} is no row")
        for one in tried
        if one.outcome == SAVED and one.value not in values
    ]
    new = rows[len(before) :]
    found += [Problem("silently changed", f"{slot}: {row} was not sent") for row in new if row not in sent]
    return found


def count(problems: Iterable[Problem]) -> Mapping[str, int]:
    """The figures, also when there are none."""
    counted = Counter(problem.kind for problem in problems)
    return {kind: counted[kind] for kind in ("lost", "silently changed", "in the wrong dossier")}
