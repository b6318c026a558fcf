"""Signing in and out, one's own password, and the people of the centre."""

from typing import Any, cast
from uuid import UUID

from django.contrib import messages
from django.contrib.auth import update_session_auth_hash, views
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.forms import AuthenticationForm, PasswordChangeForm
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.middleware.csrf import get_token
from django.shortcuts import redirect, render
from django.urls import reverse, reverse_lazy
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from headache_cds.audit.actions import record
from headache_cds.caching import CLEAR_SITE_DATA
from headache_cds.kept.policy import never_kept
from headache_cds.kept.signed_out import COOKIE, happened_before
from headache_cds.refusal import refusal_of
from headache_cds.vocabulary.text import isolate

from . import actions, queries
from .access import check_user_can_manage_people, get_person, user_can_manage_people
from .forms import CentreForm, PersonForm, SignInForm
from .models import User
from .page_reader import HEADER, reader_of
from .sessions import begin_session


def signed_in(request: HttpRequest) -> User:
    """The person behind the request; LoginRequiredMiddleware let nobody else through."""
    return cast("User", request.user)


def start_page_of(user: User) -> str:
    """Where a person begins: an administrator with the people, everybody else with the patients."""
    return reverse("accounts:people" if user_can_manage_people(user) else "dashboards:caseload")


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """Send a person to where their work begins."""
    return redirect(start_page_of(signed_in(request)))


@method_decorator(never_kept, name="dispatch")
class SignInView(views.LoginView):
    """Open to all, by Django's own `login_not_required`; says why somebody has to sign in again."""

    form_class = SignInForm
    template_name = "accounts/sign_in.html"
    redirect_authenticated_user = True

    def get_default_redirect_url(self) -> str:
        return start_page_of(signed_in(self.request))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(happened=happened_before(self.request), **kwargs)
        title, sentence = _("Niet ingelogd"), _("U bent niet ingelogd.")
        return {**context, "refusal": refusal_of(context["form"], title=title, sentence=sentence)}

    def form_valid(self, form: AuthenticationForm) -> HttpResponse:
        begin_session(self.request, form.get_user())
        response = redirect(self.get_success_url())
        response.delete_cookie(COOKIE, path=self.request.path)
        return response


@never_kept
@login_not_required
@sensitive_post_parameters("password")
@require_http_methods(["GET", "POST"])
def sign_in_here(request: HttpRequest) -> HttpResponse:
    """For a page that is open (static/js/session.js): is its reader signed in, and sign them in on the spot.

    The person is the one whom the page was made for, so nobody else can go on with it. Every answer holds the
    token that the forms of the page now need.
    """
    reader = reader_of(request.headers.get(HEADER, ""))
    if request.method == "POST":
        problem = _problem_of_signing_in(request, reader)
        if problem:
            return JsonResponse({"signed_in": False, "problem": problem}, status=422)
    is_in = reader is not None and request.user == reader
    response = JsonResponse({"signed_in": is_in, "token": get_token(request)})
    if is_in:
        response.delete_cookie(COOKIE, path=reverse("accounts:sign_in"))
    return response


def _problem_of_signing_in(request: HttpRequest, reader: User | None) -> str:
    """Sign the reader in with the password that was typed; what stands in the way, '' when they are in."""
    if reader is None:
        return _("Deze pagina is te oud. Log in op de inlogpagina.")
    typed = {"username": reader.get_username(), "password": request.POST.get("password", "")}
    form = AuthenticationForm(request, data=typed)
    if not form.is_valid():
        return _("Dit wachtwoord klopt niet.")
    if reader.must_change_password:
        return _("Dit wachtwoord is tijdelijk. Vervang het eerst, op een ander tabblad.")
    begin_session(request, form.get_user())
    return ""


@method_decorator(never_kept, name="dispatch")
class SignOutView(views.LogoutView):
    """Ends the session; by POST only, as Django asks."""

    @transaction.atomic
    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        user = signed_in(request)
        record(actor=user, action="session.sign_out", subject=user)
        response = super().post(request, *args, **kwargs)
        response.headers["Clear-Site-Data"] = CLEAR_SITE_DATA
        return response


@method_decorator(never_kept, name="dispatch")
class ChangePasswordView(views.PasswordChangeView):
    """One's own password; the other sessions of this person end."""

    template_name = "accounts/change_password.html"
    success_url = reverse_lazy("home")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        sentence = _("Uw wachtwoord is niet gewijzigd. Vul de velden opnieuw in.")
        return {**context, "refusal": refusal_of(context["form"], sentence=sentence)}

    def form_valid(self, form: PasswordChangeForm) -> HttpResponse:
        user = signed_in(self.request)
        actions.set_own_password(by=user, password=form.cleaned_data["new_password1"])
        update_session_auth_hash(self.request, user)
        messages.success(self.request, _("Uw wachtwoord is gewijzigd."))
        return redirect(self.get_success_url())


@require_safe
def people(request: HttpRequest) -> HttpResponse:
    """The people of the administrator's centre."""
    user = signed_in(request)
    check_user_can_manage_people(user)
    return render(request, "accounts/people.html", {"people": queries.people_of(user)})


@require_http_methods(["GET", "HEAD", "POST"])
def centre(request: HttpRequest) -> HttpResponse:
    """What a letter says of the centre, for its administrator."""
    user = signed_in(request)
    check_user_can_manage_people(user)
    form = CentreForm(user, request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.save():
        messages.success(request, _("De gegevens van het centrum zijn opgeslagen."))
        return redirect("accounts:centre")
    context = {"form": form, "refusal": refusal_of(form)}
    return render(request, "accounts/centre.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "POST"])
def add_person(request: HttpRequest) -> HttpResponse:
    """Add a colleague; the answer to the post is the only page that shows the temporary password."""
    user = signed_in(request)
    check_user_can_manage_people(user)
    form = PersonForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        person, password = actions.add_person(by=user, **form.cleaned_data)
        return _show_password(request, person, password)
    context = {"form": form, "refusal": refusal_of(form)}
    return render(request, "accounts/person_form.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def deactivate_person(request: HttpRequest, person_id: UUID) -> HttpResponse:
    """Ask first, and deactivate a colleague at the answer."""
    user = signed_in(request)
    person = get_person(user, person_id)
    if request.method == "POST":
        return _set_active(request, user, person, active=False)
    return render(request, "accounts/deactivate_person.html", {"person": person})


@require_POST
def activate_person(request: HttpRequest, person_id: UUID) -> HttpResponse:
    """Let a colleague in again."""
    user = signed_in(request)
    return _set_active(request, user, get_person(user, person_id), active=True)


def _set_active(request: HttpRequest, user: User, person: User, *, active: bool) -> HttpResponse:
    try:
        actions.set_person_active(by=user, person=person, active=active)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    else:
        done = _("%(name)s kan weer inloggen.") if active else _("%(name)s kan niet meer inloggen.")
        messages.success(request, done % {"name": isolate(person.display_name)})
    return redirect("accounts:people")


@require_http_methods(["GET", "HEAD", "POST"])
def renew_password(request: HttpRequest, person_id: UUID) -> HttpResponse:
    """Ask first, then give a colleague a new temporary password and show it once."""
    user = signed_in(request)
    person = get_person(user, person_id)
    if request.method != "POST":
        return render(request, "accounts/renew_password.html", {"person": person})
    return _show_password(request, person, actions.renew_password(by=user, person=person))


def _show_password(request: HttpRequest, person: User, password: str) -> HttpResponse:
    return render(request, "accounts/temporary_password.html", {"person": person, "password": password})
