"""Signing in and out, one's own password, and the people of the centre."""

from typing import Any, cast
from uuid import UUID

from django.contrib import messages
from django.contrib.auth import update_session_auth_hash, views
from django.contrib.auth.forms import AuthenticationForm, PasswordChangeForm
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse, reverse_lazy
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from headache_cds.audit.actions import record
from headache_cds.caching import CLEAR_SITE_DATA
from headache_cds.refusal import refusal_of

from . import actions, queries
from .access import check_user_can_manage_people, get_person, user_can_manage_people
from .forms import PersonForm, SignInForm
from .models import User


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


class SignInView(views.LoginView):
    """Open to all, by Django's own `login_not_required`."""

    form_class = SignInForm
    template_name = "accounts/sign_in.html"
    redirect_authenticated_user = True

    def get_default_redirect_url(self) -> str:
        return start_page_of(signed_in(self.request))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        title, sentence = _("Niet ingelogd"), _("U bent niet ingelogd.")
        return {**context, "refusal": refusal_of(context["form"], title=title, sentence=sentence)}

    def form_valid(self, form: AuthenticationForm) -> HttpResponse:
        with transaction.atomic():
            response = super().form_valid(form)
            user = form.get_user()
            record(actor=user, action="session.sign_in", subject=user)
        return response


class SignOutView(views.LogoutView):
    """Ends the session; by POST only, as Django asks."""

    @transaction.atomic
    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        user = signed_in(request)
        record(actor=user, action="session.sign_out", subject=user)
        response = super().post(request, *args, **kwargs)
        response.headers["Clear-Site-Data"] = CLEAR_SITE_DATA
        return response


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


@require_POST
def set_person_active(request: HttpRequest, person_id: UUID, active: bool) -> HttpResponse:
    """Deactivate a colleague or let them in again."""
    user = signed_in(request)
    person = get_person(user, person_id)
    try:
        actions.set_person_active(by=user, person=person, active=active)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    else:
        done = _("%(name)s kan weer inloggen.") if active else _("%(name)s kan niet meer inloggen.")
        messages.success(request, done % {"name": person.display_name})
    return redirect("accounts:people")


@require_POST
def renew_password(request: HttpRequest, person_id: UUID) -> HttpResponse:
    """Give a colleague a new temporary password and show it once."""
    user = signed_in(request)
    person = get_person(user, person_id)
    return _show_password(request, person, actions.renew_password(by=user, person=person))


def _show_password(request: HttpRequest, person: User, password: str) -> HttpResponse:
    return render(request, "accounts/temporary_password.html", {"person": person, "password": password})
