"""The addresses of plans and commitments."""

from django.urls import path

from lifecycle.web.plans import acting, awaiting, progress, settling, setup
from lifecycle.web.plans.commitment import show_commitment
from lifecycle.web.plans.reading import show_plan, show_plans
from lifecycle.web.plans.synthesis import show_synthesis

urlpatterns = [
    path("", show_plans, name="plan_list"),
    path("new/", setup.start_plan, name="plan_new"),
    path("<slug:code>/", show_plan, name="plan"),
    path("<slug:code>/commitments/<int:number>/", show_commitment, name="commitment"),
    path("<slug:code>/synthesis/", show_synthesis, name="plan_synthesis"),
    path("<slug:code>/periods/", settling.show_ambiguous, name="period_settle"),
    path("<slug:code>/periods/<slug:of>/<int:pk>/", settling.settle_one, name="period_settle_one"),
    path("<slug:code>/awaited/<int:pk>/", awaiting.show_awaited, name="awaited"),
    path("<slug:code>/awaited/<int:pk>/add/", awaiting.add_party, name="awaited_add"),
    path(
        "<slug:code>/awaited/<int:party>/withdraw/",
        awaiting.withdraw_party,
        name="awaited_withdraw",
    ),
    path("<slug:code>/awaited/<int:party>/name/", awaiting.name_party, name="awaited_name"),
    path("<slug:code>/awaited/<int:party>/answer/", awaiting.record_answer, name="awaited_answer"),
    path("<slug:code>/moves/<int:pk>/", acting.show_moves, name="plan_moves"),
    path("<slug:code>/moves/<int:pk>/<slug:name>/", acting.act, name="plan_act"),
    path("<slug:code>/setup/", setup.show_setup, name="plan_setup"),
    path("<slug:code>/setup/progress/", progress.set_policy, name="plan_progress"),
    path(
        "<slug:code>/commitments/<int:number>/weights/",
        progress.set_weights,
        name="commitment_weights",
    ),
    path("<slug:code>/setup/words/", setup.describe_plan, name="plan_describe"),
    path("<slug:code>/setup/name/", setup.rename_plan, name="label_add"),
    path("<slug:code>/setup/stages/add/", setup.add_stage, name="stage_add"),
    path("<slug:code>/setup/stages/<int:stage>/window/", setup.move_stage, name="stage_window"),
    path("<slug:code>/setup/themes/add/", setup.edit_theme, name="theme_add"),
    path("<slug:code>/setup/themes/<int:theme>/", setup.edit_theme, name="theme_edit"),
    path("<slug:code>/setup/themes/<int:theme>/remove/", setup.remove_theme, name="theme_remove"),
    path("<slug:code>/setup/criteria/add/", setup.edit_criterion, name="criterion_add"),
    path(
        "<slug:code>/setup/criteria/<int:criterion>/", setup.edit_criterion, name="criterion_edit"
    ),
    path(
        "<slug:code>/setup/criteria/<int:criterion>/remove/",
        setup.remove_criterion,
        name="criterion_remove",
    ),
]
