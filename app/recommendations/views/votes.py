"""The officers' desk: enter the members' vote on a final text, check a colleague's sums, or send them back."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flask import flash, redirect, render_template, url_for
from flask_babel import gettext
from flask_login import current_user

from app.assemblies.models import Assembly
from app.core import form_tokens, networks
from app.core.access import requires
from app.core.errors import Refused, Stale, WrongField
from app.core.networks import limiter
from app.core.permissions import Permission, authorise
from app.core.transactions import writes
from app.recommendations.counting import Counting
from app.recommendations.forms.votes import CheckForm, SendBackForm, TakeAwayForm, VoteForm
from app.recommendations.models import Recommendation, VersionStage, Vote
from app.recommendations.outcome import last_vote
from app.recommendations.queries.votes import counted_vote, known_of, open_entry, who_entered
from app.recommendations.services import votes as services
from app.recommendations.views.desk import Answer, bp, loaded
from app.recommendations.wording import totals, version_dated, vote_fingerprint, vote_words

VOTE = "/<reference>/vote"


@dataclass(frozen=True)
class VoteAtDesk:
    """What there is of the vote on one recommendation."""

    assembly: Assembly
    recommendation: Recommendation
    is_final: bool
    entered: Vote | None
    counted: Vote | None
    # The vote on the final text before the correction, where the members have not voted on this one.
    former: Vote | None
    # Whether the entry is on a former text: a vote never goes over to other words by itself.
    is_outdated: bool
    # Whether whoever looks entered or changed what waits to be checked, and so can never check it.
    is_own: bool


def _at_desk(slug: str, reference: str) -> VoteAtDesk:
    assembly, desk = loaded(slug, reference)
    authorise(Permission.ENTER_VOTE, assembly)
    recommendation, version = desk.recommendation, desk.published
    is_final = version is not None and version.stage == VersionStage.FINAL and not recommendation.is_compiled
    final = version if is_final else None
    entered = open_entry(recommendation)
    counted = counted_vote(final) if final is not None else None
    former = last_vote(recommendation.votes, final) if final is not None and counted is None else None
    is_outdated = entered is not None and version is not None and entered.version_id != version.id
    is_own = entered is not None and current_user.id in who_entered(entered)
    return VoteAtDesk(assembly, recommendation, is_final, entered, counted, former, is_outdated, is_own)


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
        version_dated=version_dated,
        totals=totals(at.entered) if at.entered else [],
    )
    return page, status


@bp.get(VOTE)
@requires(Permission.ENTER_VOTE)
def vote(slug: str, reference: str) -> Answer:
    return _page(_at_desk(slug, reference))


def _form(at: VoteAtDesk) -> VoteForm:
    return VoteForm(known_of(at.assembly), at.entered or at.counted, is_correction=at.counted is not None)


def _form_page(at: VoteAtDesk, form: VoteForm, status: int = 200) -> Answer:
    return render_template("recommendations/vote_write.html", edited=at.assembly, at=at, form=form), status


@bp.get(f"{VOTE}/write")
@requires(Permission.ENTER_VOTE)
def write_vote(slug: str, reference: str) -> Answer:
    at = _at_desk(slug, reference)
    if not at.is_final:
        return redirect(url_for(".vote", slug=slug, reference=reference), 303)
    return _form_page(at, _form(at))


@bp.post(f"{VOTE}/write")
@requires(Permission.ENTER_VOTE)
@limiter.limit(networks.writes_allowed)
@writes
def enter_vote(slug: str, reference: str) -> Answer:
    at = _at_desk(slug, reference)
    form = _form(at)
    if not form.accepted():
        return _form_page(at, form, 422)
    try:
        page = form.make_once(lambda: _entered(at, form, form.counting()))
    except WrongField as refusal:
        form.show(refusal)
        return _form_page(at, form, 422)
    except Stale as stale:
        form.give_back(stale)
        return _form_page(at, form, stale.status)
    flash(gettext("The vote is entered. It is public once another officer has checked its sums."))
    return redirect(page, 303)


def _entered(at: VoteAtDesk, form: VoteForm, counting: Counting) -> str:
    note = form.correction_note.data if "correction_note" in form else None
    services.enter_vote(at.recommendation, counting, current_user, form.seen.data, note)
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
        page = form.make_once(lambda: _checked(at, form))
    except WrongField as refusal:
        form.show(refusal)
        return _page(at, check=form, status=422)
    except form_tokens.SentBefore as sent:
        raise Refused(
            gettext("You sent this form before, and it was done. Look at the vote again.")
        ) from sent
    flash(gettext("The vote is checked and public."))
    return redirect(page, 303)


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
    try:
        page = form.make_once(lambda: _sent_back(at, form))
    except form_tokens.SentBefore as sent:
        raise Refused(
            gettext("You sent this form before, and it was done. Look at the vote again.")
        ) from sent
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
