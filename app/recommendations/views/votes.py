"""The officers' desk: enter the members' vote on a final text, check a colleague's sums, or send them back."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext
from flask_login import current_user

from app.assemblies.models import Assembly
from app.core import form_tokens, networks
from app.core.access import requires
from app.core.errors import Refused, Stale, WrongField
from app.core.loading import found
from app.core.networks import limiter
from app.core.permissions import Permission, authorise
from app.core.transactions import writes
from app.recommendations.forms.votes import CheckForm, SendBackForm, TakeAwayForm, VoteForm
from app.recommendations.models import Recommendation, Version, VersionStage, Vote
from app.recommendations.queries import versions_of
from app.recommendations.queries.votes import counted_vote, known_of, open_entry, who_entered
from app.recommendations.services import votes as services
from app.recommendations.views.desk import Answer, bp, loaded
from app.recommendations.wording import totals, version_dated, vote_fingerprint, vote_words

VOTE = "/<reference>/vote"


@dataclass(frozen=True)
class TextAtDesk:
    """A published final text and the vote on it that counts. A later text takes no vote away from it."""

    version: Version
    vote: Vote | None
    # What it is called here: two final texts of one day are told apart by their time.
    name: str


@dataclass(frozen=True)
class VoteAtDesk:
    """What there is of the vote on one recommendation."""

    assembly: Assembly
    recommendation: Recommendation
    # The latest one first; none of a record, and none before the members leave their final text.
    texts: list[TextAtDesk]
    entered: Vote | None
    # Whether whoever looks entered or changed what waits to be checked, and so can never check it.
    is_own: bool

    @property
    def counted(self) -> Vote | None:
        """The vote that was entered last of those that count."""
        return max((each.vote for each in self.texts if each.vote), key=lambda vote: vote.id, default=None)

    @property
    def entered_on(self) -> TextAtDesk | None:
        """The text that the entry is about: a vote never goes over to other words."""
        return next(
            (each for each in self.texts if self.entered and each.version.id == self.entered.version_id), None
        )

    @property
    def is_outdated(self) -> bool:
        """Whether a later final text came out since the entry."""
        return self.entered_on is not None and self.entered_on != self.texts[0]

    def text_to_write_on(self, number: int | None) -> TextAtDesk | None:
        """The text whose vote is written: that of the entry, else the one that was asked for by its number.

        Without either the one whose vote was entered last, else the latest one.
        """
        if self.entered_on is not None or not self.texts:
            return self.entered_on
        if number is not None:
            return found(next((each for each in self.texts if each.version.number == number), None))
        return next((each for each in self.texts if each.vote and each.vote is self.counted), self.texts[0])


def _at_desk(slug: str, reference: str) -> VoteAtDesk:
    assembly, desk = loaded(slug, reference)
    authorise(Permission.ENTER_VOTE, assembly)
    recommendation = desk.recommendation
    entered = open_entry(recommendation)
    is_own = entered is not None and current_user.id in who_entered(entered)
    return VoteAtDesk(assembly, recommendation, _texts(recommendation), entered, is_own)


def _texts(recommendation: Recommendation) -> list[TextAtDesk]:
    final = [each for each in versions_of(recommendation) if each.stage == VersionStage.FINAL]
    if recommendation.is_compiled:
        return []
    return [TextAtDesk(each, counted_vote(each), version_dated(each, *final)) for each in reversed(final)]


def _check_form(at: VoteAtDesk, **rest: Any) -> CheckForm:
    """The form to check with. Once the vote counts it has the same fields, so that one sent twice is known again."""
    act = url_for(".check_vote", slug=at.assembly.slug, reference=at.recommendation.reference)
    return CheckForm(at.entered or at.counted, at=act, **rest)


def _back_form(at: VoteAtDesk, **rest: Any) -> SendBackForm:
    act = url_for(".send_vote_back", slug=at.assembly.slug, reference=at.recommendation.reference)
    return SendBackForm(at=act, **rest)


def _away_form(at: VoteAtDesk, **rest: Any) -> TakeAwayForm:
    act = url_for(".take_vote_away", slug=at.assembly.slug, reference=at.recommendation.reference)
    return TakeAwayForm(at=act, **rest)


def _page(
    at: VoteAtDesk, check: CheckForm | None = None, back: SendBackForm | None = None, status: int = 200
) -> Answer:
    start = {"seen": vote_fingerprint(at.entered) if at.entered else ""}
    page = render_template(
        "recommendations/vote.html",
        edited=at.assembly,
        at=at,
        check=check or _check_form(at, formdata=None, data=start),
        back=back or _back_form(at, formdata=None, data=start),
        away=_away_form(at, formdata=None, data=start),
        vote_words=vote_words,
        totals=totals(at.entered) if at.entered else [],
    )
    return page, status


@bp.get(VOTE)
@requires(Permission.ENTER_VOTE)
def vote(slug: str, reference: str) -> Answer:
    return _page(_at_desk(slug, reference))


def _form(at: VoteAtDesk, on: TextAtDesk | None) -> VoteForm:
    vote = on.vote if on else None
    return VoteForm(known_of(at.assembly), at.entered or vote, is_correction=vote is not None)


def _form_page(at: VoteAtDesk, on: TextAtDesk | None, form: VoteForm, status: int = 200) -> Answer:
    return render_template(
        "recommendations/vote_write.html", edited=at.assembly, at=at, on=on, form=form
    ), status


@bp.get(f"{VOTE}/write")
@requires(Permission.ENTER_VOTE)
def write_vote(slug: str, reference: str) -> Answer:
    at = _at_desk(slug, reference)
    on = at.text_to_write_on(request.args.get("text", type=int))
    if on is None:
        return redirect(url_for(".vote", slug=slug, reference=reference), 303)
    return _form_page(at, on, _form(at, on))


@bp.post(f"{VOTE}/write")
@requires(Permission.ENTER_VOTE)
@limiter.limit(networks.writes_allowed)
@writes
def enter_vote(slug: str, reference: str) -> Answer:
    at = _at_desk(slug, reference)
    on = at.text_to_write_on(request.args.get("text", type=int))
    form = _form(at, on)
    if not form.accepted():
        return _form_page(at, on, form, 422)
    try:
        page = form.make_once(lambda: _entered(at, on, form))
    except WrongField as refusal:
        form.show(refusal)
        return _form_page(at, on, form, 422)
    except Stale as stale:
        form.give_back(stale)
        return _form_page(at, on, form, stale.status)
    flash(gettext("The vote is entered. It is public once another officer has checked its sums."))
    return redirect(page, 303)


def _entered(at: VoteAtDesk, on: TextAtDesk | None, form: VoteForm) -> str:
    note = form.correction_note.data if "correction_note" in form else None
    text = on.version if on else None
    services.enter_vote(at.recommendation, text, form.counting(), current_user, form.seen.data, note)
    return url_for(".vote", slug=at.assembly.slug, reference=at.recommendation.reference)


@bp.post(f"{VOTE}/check")
@requires(Permission.ENTER_VOTE)
@limiter.limit(networks.writes_allowed)
@writes
def check_vote(slug: str, reference: str) -> Answer:
    at = _at_desk(slug, reference)
    form = _check_form(at)
    if not form.accepted():
        return _page(at, check=form, status=422)
    try:
        page = _once(form, lambda: _checked(at, form))
    except WrongField as refusal:
        form.show(refusal)
        return _page(at, check=form, status=422)
    flash(gettext("The vote is checked and public."))
    return redirect(page, 303)


def _once(form: CheckForm | SendBackForm, act: Callable[[], str]) -> str:
    """Do once what a form is for, and lead on. Its second press finds no form to come back to: the entry is judged."""
    try:
        return form.make_once(act)
    except form_tokens.SentBefore as sent:
        raise Refused(
            gettext("You sent this form before, and it was done. Look at the vote again.")
        ) from sent


def _checked(at: VoteAtDesk, form: CheckForm) -> str:
    services.check_vote(at.recommendation, form.recount, current_user, form.seen.data or "")
    return url_for(".vote", slug=at.assembly.slug, reference=at.recommendation.reference)


@bp.post(f"{VOTE}/send-back")
@requires(Permission.ENTER_VOTE)
@limiter.limit(networks.writes_allowed)
@writes
def send_vote_back(slug: str, reference: str) -> Answer:
    at = _at_desk(slug, reference)
    form = _back_form(at)
    if not form.accepted():
        return _page(at, back=form, status=422)
    page = _once(form, lambda: _sent_back(at, form))
    flash(gettext("The vote is sent back. Your reason stands beside it."))
    return redirect(page, 303)


def _sent_back(at: VoteAtDesk, form: SendBackForm) -> str:
    services.send_vote_back(at.recommendation, form.reason.data or "", current_user, form.seen.data or "")
    return url_for(".vote", slug=at.assembly.slug, reference=at.recommendation.reference)


@bp.post(f"{VOTE}/take-away")
@requires(Permission.ENTER_VOTE)
@limiter.limit(networks.writes_allowed)
@writes
def take_vote_away(slug: str, reference: str) -> Answer:
    at = _at_desk(slug, reference)
    form = _away_form(at)
    form.accepted()
    page = form.make_once(lambda: _taken_away(at, form))
    flash(gettext("The entry is taken away. One officer can enter the vote anew."))
    return redirect(page, 303)


def _taken_away(at: VoteAtDesk, form: TakeAwayForm) -> str:
    services.take_entry_away(at.recommendation, current_user, form.seen.data or "")
    return url_for(".vote", slug=at.assembly.slug, reference=at.recommendation.reference)
