"""Sign-in, sign-out, change of password: allauth's views with our trail and temporary passwords."""

from allauth.account.views import LoginView, LogoutView, PasswordChangeView
from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse
from django.urls import reverse_lazy

from project.accounts.forms import NewPasswordForm, SignInForm
from project.audit.recording import record


class SignIn(LoginView):  # type: ignore[misc]  # allauth has no types
    """allauth's sign-in; who came in is written down."""

    form_class = SignInForm

    def form_valid(self, form: object) -> HttpResponse:
        response: HttpResponse = super().form_valid(form)
        if self.request.user.is_authenticated:
            record("account.sign_in", self.request.user, by=self.request.user)
        return response


class SignOut(LogoutView):  # type: ignore[misc]  # allauth has no types
    """allauth's sign-out, by POST; who went is written down."""

    def post(self, *args: object, **kwargs: object) -> HttpResponse:
        if self.request.user.is_authenticated:
            record("account.sign_out", self.request.user, by=self.request.user)
        response: HttpResponse = super().post(*args, **kwargs)
        return response


class ChangePassword(PasswordChangeView):  # type: ignore[misc]  # allauth has no types
    """allauth's change of password; a temporary one has served its time."""

    form_class = NewPasswordForm
    success_url = reverse_lazy("home")

    @transaction.atomic
    def form_valid(self, form: object) -> HttpResponse:
        response: HttpResponse = super().form_valid(form)
        user = self.request.user
        user.password_is_temporary = False
        user.save(update_fields=["password_is_temporary"])
        record("account.change_password", user, by=user)
        messages.success(self.request, "密码已修改，下次登录请使用新密码。")
        return response
