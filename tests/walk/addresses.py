"""Every address of the product, and whose it is. An address that is not named here fails the test."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from django.urls import URLPattern, URLResolver, get_resolver


class For(StrEnum):
    """Who gets in; everybody else is sent to sign in, refused (403) or told there is nothing (404)."""

    ALL = "everybody, signed in or not"
    PERSON = "everybody who signed in"
    READERS = "the therapists and the team, on their own centre"
    WRITERS = "the therapists, on their own centre"
    MANAGERS = "the administrators, on their own centre"
    OWN_MANAGER = "the administrator of the person's centre"
    OWN_READERS = "the therapists and the team of the patient's centre"
    OWN_WRITERS = "the therapists of the patient's centre"


@dataclass(frozen=True)
class Address:
    """Who may GET and who may POST; None: nobody, because the address does not do that."""

    get: For | None
    post: For | None


READ = Address(For.OWN_READERS, None)
FORM = Address(For.OWN_READERS, For.OWN_WRITERS)
WRITE = Address(None, For.OWN_WRITERS)
WRITERS_FORM = Address(For.OWN_WRITERS, For.OWN_WRITERS)

ADDRESSES = {
    "home": Address(For.PERSON, None),
    "set_language": Address(For.ALL, For.ALL),
    "accounts:sign_in": Address(For.ALL, For.ALL),
    "accounts:sign_in_here": Address(For.ALL, For.ALL),
    "accounts:sign_out": Address(None, For.PERSON),
    "accounts:change_password": Address(For.PERSON, For.PERSON),
    "accounts:centre": Address(For.MANAGERS, For.MANAGERS),
    "accounts:people": Address(For.MANAGERS, None),
    "accounts:add_person": Address(For.MANAGERS, For.MANAGERS),
    "accounts:deactivate_person": Address(For.OWN_MANAGER, For.OWN_MANAGER),
    "accounts:activate_person": Address(None, For.OWN_MANAGER),
    "accounts:renew_password": Address(For.OWN_MANAGER, For.OWN_MANAGER),
    # Whose it is decides: of somebody else, or of nobody, there is nothing to throw away.
    "kept:discard": Address(None, For.PERSON),
    "intake:register": Address(For.WRITERS, For.WRITERS),
    "intake:open_episode": WRITERS_FORM,
    "intake:correct": WRITERS_FORM,
    "intake:contacts": FORM,
    "intake:correct_contact": WRITERS_FORM,
    "intake:void_contact": WRITE,
    "intake:close_episode": WRITERS_FORM,
    "intake:open_again": WRITE,
    "intake:mark_double": WRITERS_FORM,
    "intake:unmark_double": WRITE,
    "intake:start": READ,
    "intake:changes": READ,
    "intake:review": READ,
    "intake:section": FORM,
    "intake:complete": WRITE,
    "intake:reopen": WRITE,
    "intake:follow_up": FORM,
    "intake:correct_follow_up": WRITERS_FORM,
    "intake:void_follow_up": WRITE,
    "examination:start": READ,
    "examination:begin": WRITE,
    "examination:correct_date": WRITE,
    "examination:part": FORM,
    "examination:complete": WRITE,
    "examination:reopen": WRITE,
    "interventions:advice": READ,
    "interventions:explain": READ,
    "interventions:considered": READ,
    "interventions:card": READ,
    "interventions:questions": READ,
    "interventions:good_care": FORM,
    "interventions:accept": WRITE,
    "interventions:choose": Address(For.OWN_WRITERS, None),
    "interventions:adapt": WRITERS_FORM,
    "interventions:decline": WRITERS_FORM,
    "interventions:withdraw": WRITE,
    "interventions:safety": Address(For.PERSON, None),
    "interventions:acknowledge": WRITE,
    "interventions:correct_acknowledgement": WRITERS_FORM,
    "interventions:void_acknowledgement": WRITE,
    "interventions:criteria": READ,
    "interventions:synthesis": READ,
    "interventions:show_synthesis": READ,
    "interventions:write_hypothesis": WRITE,
    "interventions:plan": READ,
    "interventions:plan_questions": FORM,
    "interventions:agree": WRITE,
    "interventions:new_plan": WRITE,
    "interventions:dose": WRITERS_FORM,
    "interventions:beside": READ,
    "interventions:signed_plan": READ,
    "interventions:sign": WRITE,
    "guideline:rules": Address(For.PERSON, None),
    "guideline:rule": Address(For.PERSON, None),
    "guideline:statements": Address(For.PERSON, None),
    "guideline:statement": Address(For.PERSON, None),
    "guideline:fact": Address(For.PERSON, None),
    "guideline:thresholds": Address(For.PERSON, None),
    "guideline:sources": Address(For.PERSON, None),
    "guideline:versions": Address(For.PERSON, None),
    # A document is made from a plan that is signed already: asking for it changes nothing clinical.
    "documents:plan": READ,
    "documents:preview": Address(For.OWN_WRITERS, None),
    "documents:sheet": Address(For.OWN_WRITERS, None),
    "documents:request": Address(None, For.OWN_READERS),
    "documents:calendar_file": READ,
    "documents:document": READ,
    "documents:letter": WRITERS_FORM,
    "documents:record_text": READ,
    "documents:completeness": READ,
    "documents:print": READ,
    "documents:urgent_note": WRITE,
    "documents:make_again": Address(None, For.OWN_READERS),
    "documents:pdf": READ,
    # What is posted here is a search, so that no name comes into an address.
    "dashboards:caseload": Address(For.READERS, For.READERS),
    "dashboards:patient": READ,
    "dashboards:episode": READ,
    "dashboards:add_note": Address(None, For.OWN_READERS),
    # A team member withdraws own notes too; the note of the walk is the therapist's.
    "dashboards:correct_note": WRITERS_FORM,
    "dashboards:void_note": WRITE,
}


@dataclass(frozen=True)
class Pattern:
    """One pattern of the URL configuration: its full name and the ids that it takes."""

    name: str
    places: tuple[str, ...]


def patterns() -> tuple[Pattern, ...]:
    """Every pattern that the product answers on."""
    return tuple(_patterns(get_resolver().url_patterns, ()))


def _patterns(entries: list[URLPattern | URLResolver], namespaces: tuple[str, ...]) -> Iterator[Pattern]:
    for entry in entries:
        if isinstance(entry, URLResolver):
            inner = (*namespaces, entry.namespace) if entry.namespace else namespaces
            yield from _patterns(entry.url_patterns, inner)
        else:
            name = ":".join((*namespaces, entry.name or str(entry.pattern)))
            yield Pattern(name, tuple(entry.pattern.regex.groupindex))
