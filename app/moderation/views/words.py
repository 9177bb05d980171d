"""The council's list of words: seen and kept by lead moderators and administrators."""

from __future__ import annotations

from flask import flash, redirect, render_template
from flask_babel import gettext, ngettext
from flask_login import current_user
from werkzeug import Response

from app.core import networks
from app.core.access import requires
from app.core.errors import WrongField
from app.core.loading import found
from app.core.networks import limiter
from app.core.permissions import Permission
from app.core.transactions import writes
from app.moderation.blueprint import bp
from app.moderation.forms.words import RemovalForm, WordsForm
from app.moderation.queries.policy import policy_in_force
from app.moderation.queries.words import listed_word, listed_words
from app.moderation.services import words as services

LIST = "/moderation/words"
Answer = str | Response | tuple[str, int]


def _page(form: WordsForm | None = None) -> str:
    paragraphs = policy_in_force().paragraphs
    return render_template(
        "moderation/words.html",
        form=form or WordsForm(paragraphs),
        removal=RemovalForm(),
        words=listed_words(),
        titles={paragraph.code: paragraph.title for paragraph in paragraphs},
    )


@bp.get(LIST)
@requires(Permission.EDIT_MODERATION_POLICY)
def words() -> Answer:
    """The words that are pointed out to moderators, and the form to add more."""
    return _page()


@bp.post(LIST)
@requires(Permission.EDIT_MODERATION_POLICY)
@limiter.limit(networks.writes_allowed)
@writes
def add_words() -> Answer:
    """Put words on the list; what is there already stays as it is."""
    form = WordsForm(policy_in_force().paragraphs)
    if not form.accepted():
        return _page(form), 422
    try:
        added = services.add_words(form.terms, reason_code=form.reason.data or None, by=current_user)
    except WrongField as refusal:
        form.show(refusal)
        return _page(form), 422
    flash(ngettext("%(num)d word is new on the list.", "%(num)d words are new on the list.", len(added)))
    return redirect(LIST, 303)


@bp.post(f"{LIST}/<int(max=2147483647):entry_id>/remove")
@requires(Permission.EDIT_MODERATION_POLICY)
@limiter.limit(networks.writes_allowed)
@writes
def remove_word(entry_id: int) -> Answer:
    """Take one word from the list."""
    entry = found(listed_word(entry_id))
    if not RemovalForm().accepted():
        return _page(), 422
    services.remove_word(entry, by=current_user)
    flash(gettext("“%(word)s” is no longer on the list.", word=entry.term))
    return redirect(LIST, 303)
