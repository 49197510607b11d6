from typing import TYPE_CHECKING

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from accounts.models.organisation import Membership


class UserManager(BaseUserManager["User"]):
    def create_user(self, email: str, password: str | None = None, **fields: object) -> "User":
        """Create a user who signs in with `email` (stored in lower case)."""
        user: User = self.model(email=email.strip().lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user


class User(AbstractBaseUser):
    """A person who can sign in. What the person may see comes from memberships alone."""

    id = models.AutoField(primary_key=True)
    email = models.EmailField(_("E-mail"), unique=True)
    name = models.CharField(_("Navn"), max_length=120)
    phone = models.CharField(_("Telefon"), max_length=30, blank=True)
    is_active = models.BooleanField(default=True)
    is_demo = models.BooleanField(default=False)
    created_at = models.DateTimeField(auto_now_add=True)

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS = ["name"]

    objects = UserManager()

    # Set where they are read together with the user (accounts.selectors.user_with_memberships); no field.
    own_memberships: "list[Membership] | None" = None

    class Meta:
        constraints = [models.UniqueConstraint(Lower("email"), name="user_email_any_case_once")]

    def __str__(self) -> str:
        return self.name or self.email

    @property
    def first_name(self) -> str:
        """The name a person is called by; companies see it on their page."""
        return self.name.split(" ")[0] if self.name else ""

    @property
    def is_staff(self) -> bool:
        """Nobody uses Django's admin."""
        return False


def user_display(user: User) -> str:
    return str(user)
