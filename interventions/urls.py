"""Addresses of the advice and the plan."""

from django.urls import path
from django.views.decorators.http import require_safe
from django.views.generic import RedirectView

from interventions.pages import dose_views, fold_views, plan_views, safety_views, synthesis_views, views

app_name = "interventions"

EPISODE = "episodes/<uuid:episode_id>"

urlpatterns = [
    path(f"{EPISODE}/advies/", views.advice, name="advice"),
    path(f"{EPISODE}/advies/uitleg/<slug:rule_id>/", fold_views.explain, name="explain"),
    path(f"{EPISODE}/advies/vragen/", fold_views.questions, name="questions"),
    path(f"{EPISODE}/advies/goede-zorg/", views.good_care, name="good_care"),
    path(f"{EPISODE}/advies/kaart/<slug:card_id>/", fold_views.card, name="card"),
    path(f"{EPISODE}/advies/overwogen/<slug:kind>/", fold_views.considered, name="considered"),
    path(f"{EPISODE}/advies/<slug:card_id>/overnemen/", views.accept, name="accept"),
    path(f"{EPISODE}/advies/<slug:card_id>/kiezen/", views.choose, name="choose"),
    path(f"{EPISODE}/advies/<slug:card_id>/aanpassen/", views.adapt, name="adapt"),
    path(f"{EPISODE}/advies/<slug:card_id>/niet-doen/", views.decline, name="decline"),
    path(f"{EPISODE}/advies/<slug:card_id>/terugzetten/", views.withdraw, name="withdraw"),
    # What is acknowledged stands on the advice page.
    path(
        f"{EPISODE}/veiligheid/",
        require_safe(RedirectView.as_view(pattern_name="interventions:advice")),
        name="safety",
    ),
    path(f"{EPISODE}/veiligheid/<slug:rule_id>/", safety_views.acknowledge, name="acknowledge"),
    path(
        f"{EPISODE}/veiligheid/<uuid:acknowledgement_id>/corrigeren/",
        safety_views.correct_acknowledgement,
        name="correct_acknowledgement",
    ),
    path(
        f"{EPISODE}/veiligheid/<uuid:acknowledgement_id>/intrekken/",
        safety_views.void_acknowledgement,
        name="void_acknowledgement",
    ),
    path(f"{EPISODE}/criteria/", synthesis_views.criteria, name="criteria"),
    path(f"{EPISODE}/synthese/", synthesis_views.synthesis, name="synthesis"),
    path(f"{EPISODE}/synthese/tonen/", synthesis_views.show, name="show_synthesis"),
    path(f"{EPISODE}/synthese/hypothese/", synthesis_views.write_hypothesis, name="write_hypothesis"),
    path(f"{EPISODE}/plan/", plan_views.plan, name="plan"),
    path(f"{EPISODE}/plan/vragen/", plan_views.answer_plan_questions, name="plan_questions"),
    path(f"{EPISODE}/plan/afspraken/", plan_views.agree, name="agree"),
    path(f"{EPISODE}/plan/kaart/<slug:card_id>/", dose_views.dose, name="dose"),
    path(f"{EPISODE}/plan/nieuw/", plan_views.new_plan, name="new_plan"),
    path(f"{EPISODE}/plan/<uuid:plan_id>/", plan_views.signed_plan, name="signed_plan"),
    path(f"{EPISODE}/plan/<uuid:plan_id>/naast/<uuid:other_id>/", plan_views.beside, name="beside"),
    path(f"{EPISODE}/plan/<uuid:plan_id>/ondertekenen/", plan_views.sign, name="sign"),
]
