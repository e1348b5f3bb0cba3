"""The people of the installation."""

from typing import Any, ClassVar

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager, PermissionsMixin
from django.db import models
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

#: Nobody can have an address there (RFC 2606).
_FORGOTTEN_AT = "@forgotten.invalid"


def name_forgotten(person_id: int) -> str:
    """Return what stands for the address of somebody who was forgotten."""
    return f"{person_id}{_FORGOTTEN_AT}"


class UserManager(BaseUserManager["User"]):
    """Create accounts by e-mail address."""

    def create_user(self, email: str, password: str | None = None, **fields: Any) -> "User":
        """Create an account; without `password` nobody can sign in to it.

        Raises:
            ValueError: the e-mail address is empty.
        """
        if not email:
            message = "an account needs an e-mail address"
            raise ValueError(message)
        user = self.model(email=self.normalize_email(email).lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email: str, password: str | None = None, **fields: Any) -> "User":
        """Create a technical administrator, who holds no right on any content."""
        return self.create_user(email, password, is_staff=True, is_superuser=True, **fields)

    def get_by_natural_key(self, username: str | None) -> "User":
        """Return the account of this address, whatever its letter case."""
        return self.get(email__iexact=username)


class User(AbstractBaseUser, PermissionsMixin):
    """A person with an account. Accounts are deactivated, never deleted: history names them."""

    email = models.EmailField(_("e-mail address"), unique=True)
    display_name = models.CharField(_("name shown to others"), max_length=150, blank=True)
    language = models.CharField(_("language"), max_length=5, default="fr")
    is_staff = models.BooleanField(_("technical administrator"), default=False)
    is_active = models.BooleanField(_("active"), default=True)
    date_joined = models.DateTimeField(_("joined at"), default=timezone.now)

    objects: ClassVar[UserManager] = UserManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    class Meta:
        verbose_name = _("person")
        verbose_name_plural = _("people")
        constraints: ClassVar[list[models.BaseConstraint]] = [
            # Two accounts must not differ by the case of their address only.
            models.UniqueConstraint(Lower("email"), name="user_email_unique_whatever_case"),
        ]

    def __str__(self) -> str:
        if self.is_forgotten:
            return gettext("Forgotten person")
        return self.display_name or self.email

    @property
    def is_forgotten(self) -> bool:
        """Return whether the account stands for somebody who was forgotten: nobody comes back."""
        return self.email.endswith(_FORGOTTEN_AT)

    @property
    def initials(self) -> str:
        """Return up to two capitals that stand for the person on a card."""
        words = [word for word in str(self).replace("@", " ").split() if word[0].isalnum()]
        return "".join(word[0] for word in words[:2]).upper()
