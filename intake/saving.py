"""What a page of questions asks by itself: to save one answer, and what somebody else changed meanwhile.

Both are asked by static/js/autosave.js at the address of the page, and answered in JSON with pieces of that
page. Without the script the page is sent as a whole.
"""

from collections.abc import Callable
from http import HTTPStatus

from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, JsonResponse
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.formats import time_format

from headache_cds.accounts.models import User
from headache_cds.vocabulary.opened import OPENED, Conflict
from headache_cds.vocabulary.templatetags.questions import contradictions_beside

from .contradictions import contradictions_of
from .pages import QuestionPage
from .patient_page import alarm_of, waiting_alarm

ANSWER, BUT = "answer", "but"


# Makes the form of the page: with what was sent and the one fact that it is about, or as it is stored.
Build = Callable[..., QuestionPage]


def is_asked_by_the_page(request: HttpRequest) -> bool:
    """Whether a page that is open asks this by itself; what it may do is checked as for any other."""
    return OPENED in request.GET or ANSWER in request.POST


def answer_the_page(request: HttpRequest, build: Build, by: User) -> JsonResponse:
    """Save the one answer that was sent, or tell what changed since the page was opened."""
    return _save(request, build, by) if request.method == "POST" else _changes(request, build)


def _save(request: HttpRequest, build: Build, by: User) -> JsonResponse:
    """What came of saving one answer: when it was saved, or what stands beside it now.

    Status 200 when it is saved, 409 when somebody else changed it meanwhile, 422 when it cannot be.
    """
    fact = request.POST[ANSWER]
    form = build(request.POST, only=fact)
    if fact not in form.fields:
        raise Http404
    saved = form.save(by) is not None
    answer = {
        "opened": form.opened,
        "at": time_format(timezone.localtime(), "H:i"),
        "refused": " ".join(map(str, form.non_field_errors())),
        "alarm": alarm_of(request, form).address,
        "beside": _beside(form, fact),
    }
    if saved and request.POST.get(Conflict.name_of(fact)) == Conflict.keep:
        now = build()
        now.learn(form.opened, but=now.fields.keys() - {fact})
        answer |= {"opened": now.opened, **_drawn(now, fact)}
    return JsonResponse(answer, status=HTTPStatus.OK if saved else form.status)


def _changes(request: HttpRequest, build: Build) -> JsonResponse:
    """The answers that somebody changed since the page was opened, as they are drawn now, by fact.

    A page that is of something else gets 422 and nothing.
    """
    form = build()
    try:
        changed = form.learn(request.GET[OPENED], but=request.GET.getlist(BUT))
    except ValidationError:
        return JsonResponse({}, status=HTTPStatus.UNPROCESSABLE_ENTITY)
    return JsonResponse(
        {
            "opened": form.opened,
            "questions": {fact: _drawn(form, fact) for fact in changed},
            "alarm": waiting_alarm(form.episode),
        }
    )


def _drawn(form: QuestionPage, fact: str) -> dict[str, str]:
    """The control of an answer, and what stands beside it."""
    return {"answer": str(form[fact]), "beside": _beside(form, fact)}


def _beside(form: QuestionPage, fact: str) -> str:
    told = contradictions_beside(contradictions_of(form.episode), fact)
    return render_to_string(
        "vocabulary/beside_answer.html", form.asked(fact) | {"contradictions": told}
    ).strip()
