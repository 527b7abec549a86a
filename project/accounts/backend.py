"""Signs people in by password, and reads the home unit along with the person: pages show both."""

from django.contrib.auth.backends import ModelBackend

from project.accounts.models import User


class PasswordBackend(ModelBackend):
    """Django's own backend; one statement less on every page."""

    def get_user(self, user_id: int) -> User | None:
        found = User.objects.select_related("home_unit").filter(pk=user_id).first()
        return found if found is not None and self.user_can_authenticate(found) else None
