"""A form that no longer counts, and throwing away what is kept."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

from headache_cds.accounts.page_reader import FIELD, is_from_this_site
from headache_cds.accounts.views import signed_in
from headache_cds.errors import csrf_failed

from . import actions
from .policy import never_kept
from .signed_out import answer_expired, is_fetch


def form_expired(request: HttpRequest, reason: str = "") -> HttpResponse:
    """The token of a form does not count: its cookie is gone, or somebody signed in since it was opened.

    What another site makes a browser send has no mark of its reader, and no origin of ours: nothing is kept.
    """
    is_ours = is_fetch(request) or (is_from_this_site(request) and FIELD in request.POST)
    return answer_expired(request) if is_ours else csrf_failed(request)


@never_kept
@require_POST
def discard(request: HttpRequest, kept_id: UUID) -> HttpResponse:
    """Throw away what is kept and go back to where it was offered."""
    actions.discard_kept(by=signed_in(request), kept_id=kept_id)
    back = request.POST.get("back", "")
    return redirect(back if url_has_allowed_host_and_scheme(back, {request.get_host()}) else "home")
