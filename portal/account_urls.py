"""The parts of allauth that this release opens: in, out, and a new password when one knows the old one."""

from allauth.account import views
from django.urls import path

urlpatterns = [
    path("logga-in/", views.login, name="account_login"),
    path("logga-ut/", views.logout, name="account_logout"),
    path("losenord/", views.password_change, name="account_change_password"),
    path("losenord/nytt/", views.password_set, name="account_set_password"),
    path("bekrafta/", views.reauthenticate, name="account_reauthenticate"),
    path("inaktiv/", views.account_inactive, name="account_inactive"),
    # Closed, but allauth asks for the names.
    path("ny/", views.signup, name="account_signup"),
    path("glomt/", views.password_reset, name="account_reset_password"),
]
