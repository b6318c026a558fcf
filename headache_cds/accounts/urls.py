"""Addresses for signing in and for the people of the centre."""

from django.urls import path

from . import views

app_name = "accounts"

urlpatterns = [
    path("inloggen/", views.SignInView.as_view(), name="sign_in"),
    path("inloggen/hier/", views.sign_in_here, name="sign_in_here"),
    path("uitloggen/", views.SignOutView.as_view(), name="sign_out"),
    path("wachtwoord/", views.ChangePasswordView.as_view(), name="change_password"),
    path("centrum/", views.centre, name="centre"),
    path("medewerkers/", views.people, name="people"),
    path("medewerkers/nieuw/", views.add_person, name="add_person"),
    path("medewerkers/<uuid:person_id>/uitzetten/", views.deactivate_person, name="deactivate_person"),
    path("medewerkers/<uuid:person_id>/aanzetten/", views.activate_person, name="activate_person"),
    path("medewerkers/<uuid:person_id>/wachtwoord/", views.renew_password, name="renew_password"),
]
