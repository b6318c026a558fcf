"""A form that no longer counts, and throwing away what is kept."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.middleware.csrf import get_token
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

from headache_cds.accounts.models import User
from headache_cds.accounts.page_reader import FIELD, is_from_this_site
from headache_cds.accounts.views import signed_in

from . import actions
from .offered import offer_after_sign_in
from .policy import never_kept
from .signed_out import Happened, answer_signed_out, is_fetch, is_reader, keep, page_of


def form_expired(request: HttpRequest, reason: str = "") -> HttpResponse:
    """The token of a form does not count: its cookie is gone, or somebody signed in since it was opened.

    What another site makes a browser send has no mark of its reader, and no origin of ours: nothing is kept.
    """
    if is_fetch(request):
        return JsonResponse({"signed_in": False}, status=401)
    if not is_from_this_site(request) or FIELD not in request.POST:
        return _not_saved(request)
    user = request.user
    if not isinstance(user, User):
        return answer_signed_out(request)
    # Kept for whoever wrote it; somebody else who is signed in now is not told.
    happened = keep(request)
    if happened != Happened.KEPT or not is_reader(request, user):
        return _not_saved(request)
    offer_after_sign_in(request, user)
    return redirect(page_of(request))


def _not_saved(request: HttpRequest) -> HttpResponse:
    get_token(request)
    return render(request, "403_csrf.html", status=403)


@never_kept
@require_POST
def discard(request: HttpRequest, kept_id: UUID) -> HttpResponse:
    """Throw away what is kept and go back to where it was offered."""
    actions.discard_kept(by=signed_in(request), kept_id=kept_id)
    back = request.POST.get("back", "")
    return redirect(back if url_has_allowed_host_and_scheme(back, {request.get_host()}) else "home")
