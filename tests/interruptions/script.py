"""The whole script: a centre with two therapists, the rounds, and the figures that came of them."""

import random
import time
from collections.abc import Callable, Iterator

from django.contrib.auth.hashers import PBKDF2PasswordHasher

from examination.actions import start_examination
from headache_cds.accounts.models import Role, User
from intake.actions import save_answers
from intake.models import Episode
from interventions.case.current import current_board
from tests import factories
from tests.dossiers import agree, take_over
from tests.interruptions.acts import Act, Sign, Signal, Toggle, acts_on
from tests.interruptions.rounds import KINDS, Figures, Run, Therapist
from tests.interruptions.server import Server
from tests.interruptions.web import Browser
from tests.worked import PATIENTS

NAMES = ("alice", "iris")
CARDS = 2


def make_therapists() -> list[User]:
    """Two of one centre, with passwords that the server can check, quickly."""
    administrator = factories.make_centre("Praktijk De Brug", "dora")
    people = [factories.make_person(administrator, name, Role.PHYSIOTHERAPIST) for name in NAMES]
    for person in people:
        person.password = PBKDF2PasswordHasher().encode(factories.PASSWORD, "zout", iterations=1)
        person.save(update_fields=["password"])
    return people


def make_dossier(by: User, **more: object) -> Episode:
    """A patient whom nothing stops, with an examination, five goals and agreements."""
    episode, _later = factories.make_episode_with(by, {**PATIENTS["V02"], **more})
    if not episode.examinations.exists():
        start_examination(episode=episode, by=by)
    goals = [{"text": f"Begin {number}", "measure": "", "due_on": None} for number in range(1, 6)]
    agree(episode, by, goals=goals)
    return episode


def dossiers(by: User, shared: int) -> tuple[list[list[Act]], Episode]:
    """The acts on every dossier, and the one in which plans are signed."""
    acts: list[list[Act]] = []
    for _number in range(shared):
        episode = make_dossier(by)
        cards = [view.card.id for view in current_board(episode).options[:CARDS]]
        acts.append(acts_on(episode, cards))
    signalled = make_dossier(by)
    save_answers(episode=signalled, by=by, values={"phq9_item9": 1})
    signing = make_dossier(by)
    take_over(signing, by, current_board(signing).options[0].card.id)
    closing = make_dossier(by)
    acts.append([Signal(str(signalled.pk)), Sign(str(signing.pk)), Toggle(str(closing.pk))])
    return acts, signing


def run_script(
    server: Server,
    *,
    seed: int,
    interruptions: int,
    acts: int,
    shared: int,
    tell: Callable[[str], None] = lambda _line: None,
) -> Figures:
    """Both therapists at work until they were interrupted so often; every kind as often as the others."""
    people = make_therapists()
    kinds, signing = dossiers(people[0], shared)
    rng = random.Random(seed)
    server.start()
    run = Run(server, signing)
    browsers = [[signed_in(server, name) for name in NAMES] for _therapist in NAMES]
    every_act = [act for of_dossier in kinds for act in of_dossier]
    therapists = [
        Therapist(run, mine[at], mine[1 - at], every_act, random.Random(rng.random()))
        for at, mine in enumerate(browsers)
    ]
    start = time.monotonic()
    for number, pair in enumerate(pairs_of(interruptions, rng), start=1):
        run.round(therapists, acts, pair)
        told = sum(run.figures.told.values())
        tell(f"round {number}: {told} told as saved, {time.monotonic() - start:.0f} s")
    run.look(therapists[0], every_act)
    return run.figures


def signed_in(server: Server, name: str) -> Browser:
    browser = Browser(server.port, name, factories.PASSWORD)
    browser.sign_in()
    return browser


def pairs_of(interruptions: int, rng: random.Random) -> Iterator[tuple[str, str]]:
    """Which interruption each therapist gets in each round, in an order of chance."""
    every = [KINDS[at % len(KINDS)] for at in range(interruptions)]
    rng.shuffle(every)
    yield from zip(every[::2], every[1::2], strict=False)
