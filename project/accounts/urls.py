"""The addresses of `accounts`."""

from allauth.account.views import AccountInactiveView
from django.urls import path
from django.views.generic import RedirectView

from project.accounts.pages import grants, handing_over, oneself, people
from project.accounts.pages.signing import ChangePassword, SignIn, SignOut

to_sign_in = RedirectView.as_view(pattern_name="account_login")

urlpatterns = [
    path("accounts/login/", SignIn.as_view(), name="account_login"),
    path("accounts/logout/", SignOut.as_view(), name="account_logout"),
    path("accounts/password/", ChangePassword.as_view(), name="account_change_password"),
    path("accounts/inactive/", AccountInactiveView.as_view(), name="account_inactive"),
    # allauth asks for this name; nobody opens an account alone.
    path("accounts/signup/", to_sign_in, name="account_signup"),
    # An account without a password cannot have come here; allauth asks for the name all the same.
    path("accounts/password/set/", to_sign_in, name="account_set_password"),
    path("me/", oneself.oneself, name="oneself"),
    path("people/", people.people, name="person-list"),
    path("people/open/", people.open_person, name="person-open"),
    path("people/<int:pk>/", people.person, name="person"),
    path("people/<int:pk>/deactivate/", people.deactivate, name="person-deactivate"),
    path("people/<int:pk>/activate/", people.activate, name="person-activate"),
    path("people/<int:pk>/reset-password/", people.reset_password, name="person-reset-password"),
    path("grants/", grants.grants, name="grant-list"),
    path("grants/give/", grants.give, name="grant-give"),
    path("grants/<int:pk>/revoke/", grants.revoke, name="grant-revoke"),
    path("grants/<int:pk>/hand-over/", handing_over.hand_over, name="grant-hand-over"),
]
