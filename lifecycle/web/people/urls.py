"""The addresses of people, invitations and the first set-up."""

from django.urls import path

from lifecycle.web.people import calendar_feed, changing, delegations, institutions
from lifecycle.web.people.accepting import accept_invitation
from lifecycle.web.people.inviting import invite_somebody, renew_invitation, revoke_invitation
from lifecycle.web.people.profile import show_profile
from lifecycle.web.people.reading import show_people, show_person
from lifecycle.web.people.setup import edit_identity, send_logo, set_up_site

urlpatterns = [
    path("people/", show_people, name="people"),
    path("people/invite/", invite_somebody, name="invite"),
    path("people/invitations/<int:pk>/renew/", renew_invitation, name="invitation_renew"),
    path("people/invitations/<int:pk>/revoke/", revoke_invitation, name="invitation_revoke"),
    path("people/<int:pk>/", show_person, name="person"),
    path("people/<int:pk>/roles/give/", changing.give_role, name="role_give"),
    path("people/<int:pk>/roles/take-back/", changing.take_back_role, name="role_take_back"),
    path("people/<int:pk>/mandates/begin/", changing.begin_membership, name="membership_begin"),
    path(
        "people/<int:pk>/mandates/<int:membership>/end/",
        changing.end_membership,
        name="membership_end",
    ),
    path("people/<int:pk>/close/", changing.close_account, name="person_close"),
    path("people/<int:pk>/reopen/", changing.reopen_account, name="person_reopen"),
    path("invitation/<str:word>/", accept_invitation, name="invitation"),
    path("institutions/", institutions.show_institutions, name="institution_list"),
    path("institutions/new/", institutions.add_institution, name="institution_new"),
    path("institutions/<slug:code>/", institutions.show_institution, name="institution"),
    path(
        "institutions/<slug:code>/rename/",
        institutions.rename_institution,
        name="institution_rename",
    ),
    path(
        "institutions/<slug:code>/part-of/", institutions.move_institution, name="institution_move"
    ),
    path(
        "institutions/<slug:code>/succession/",
        institutions.succeed_institution,
        name="institution_succeed",
    ),
    path("profile/", show_profile, name="profile"),
    path("profile/calendar/", calendar_feed.show_feed, name="calendar_feed"),
    path("profile/calendar/make/", calendar_feed.renew_feed, name="calendar_feed_renew"),
    path("profile/calendar/end/", calendar_feed.end_feed, name="calendar_feed_end"),
    path("calendar/feed/<str:word>.ics", calendar_feed.send_feed, name="calendar_feed_send"),
    path("profile/delegate/", delegations.give_delegation, name="delegations"),
    path(
        "profile/delegations/<int:pk>/revoke/",
        delegations.revoke_delegation,
        name="delegation_revoke",
    ),
    path("setup/", set_up_site, name="setup"),
    path("site/identity/", edit_identity, name="identity"),
    path("site/logo/", send_logo, name="site_logo"),
]
