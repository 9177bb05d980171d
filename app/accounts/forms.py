"""Forms for signing in and for one's own password."""

from __future__ import annotations

from typing import Any

from flask_babel import gettext, lazy_gettext
from wtforms import HiddenField, PasswordField, ValidationError

from app.accounts.passwords import LONGEST, SHORTEST
from app.core.forms import Line, PublicForm, StaffForm
from app.core.required import Required


def _not_endless(form: Any, field: Any) -> None:
    """Nobody types more, and hashing it would only keep the machine busy."""
    if len(field.data or "") > LONGEST:
        raise ValidationError(gettext("A password here has at most %(most)s characters.", most=LONGEST))


class SignInForm(PublicForm):
    """Address and password. `next` is where the person wanted to go."""

    email = Line(
        lazy_gettext("Email address"), [Required(lazy_gettext("Write your email address."))], most=254
    )
    password = PasswordField(
        lazy_gettext("Password"), [Required(lazy_gettext("Write your password.")), _not_endless]
    )
    next = HiddenField()


class SignOutForm(StaffForm):
    """Nothing but the token."""


class PasswordForm(StaffForm):
    """The old password, and the new one twice. Their names keep them off error pages, which give back the rest."""

    old_password = PasswordField(
        lazy_gettext("Your password now"),
        [Required(lazy_gettext("Write the password that you use now.")), _not_endless],
    )
    new_password = PasswordField(
        lazy_gettext("New password"),
        [Required(lazy_gettext("Write a new password.")), _not_endless],
        description=lazy_gettext("At least 12 characters. Three words that do not belong together are good."),
    )
    new_password_again = PasswordField(
        lazy_gettext("New password again"), [Required(lazy_gettext("Write the new password again."))]
    )

    def validate_new_password(self, field: PasswordField) -> None:
        """Long enough, and not the old one."""
        if len(field.data or "") < SHORTEST:
            raise ValidationError(gettext("Use at least %(least)s characters.", least=SHORTEST))
        if field.data == self.old_password.data:
            raise ValidationError(gettext("Choose a password that differs from the old one."))

    def validate_new_password_again(self, field: PasswordField) -> None:
        """The same both times, since nobody sees what they type."""
        if field.data != self.new_password.data:
            raise ValidationError(gettext("The two new passwords are not the same."))
