"""The officers' desk where comments get their answers: one, many or a whole theme at a time."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from urllib.parse import urlencode

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext, ngettext
from flask_login import current_user
from werkzeug import Response

from app.assemblies.desk import assembly_at_desk
from app.assemblies.models import Assembly
from app.comments.models import Stance
from app.comments.words import STANCES
from app.core import networks
from app.core.access import requires
from app.core.errors import Refused, Stale, WrongField
from app.core.forms import StaffForm
from app.core.loading import found
from app.core.networks import limiter
from app.core.permissions import Permission
from app.core.transactions import writes
from app.dispositions.forms.dispositions import FATES, OUTCOMES, DispositionForm, ids_in
from app.dispositions.models import Theme
from app.dispositions.queries import dispositions, finishing, themes, unanswered
from app.dispositions.queries.changed_clauses import changed_clauses
from app.dispositions.queries.unanswered import ToAnswer, Which
from app.dispositions.services.dispositions import dispose
from app.dispositions.services.finishing import finish_consultation
from app.recommendations.queries import PublicRecommendation, public_recommendations

bp = Blueprint("answers", __name__, url_prefix="/council/<slug>/answers")
Answer = str | Response | tuple[str, int]
THEME = "<int(max=2147483647):theme_id>"


# ---- Which comments are shown ----


@dataclass(frozen=True)
class Filters:
    """What the officer chose to see, as it stands in the address."""

    recommendation: str = ""
    theme: str = ""
    stance: str = ""
    show: str = ""

    @classmethod
    def asked(cls) -> Filters:
        return cls(**{name: request.args.get(name, "")[:80] for name in cls.__dataclass_fields__})

    def ending(self, **more: str) -> str:
        """The end of an address that keeps what was chosen."""
        chosen = {name: value for name, value in {**vars(self), **more}.items() if value}
        return f"?{urlencode(chosen)}" if chosen else ""

    def which(self, recommendations: list[PublicRecommendation]) -> Which:
        by_reference = {each.recommendation.reference: each.recommendation for each in recommendations}
        chosen = by_reference.get(self.recommendation)
        return Which(
            chosen.subject_id if chosen else None,
            next(iter(ids_in(self.theme)), None),
            Stance(self.stance) if self.stance in set(Stance) else None,
            self.show == "answered",
        )


@bp.get("/")
@requires(Permission.ANSWER_COMMENTS)
def index(slug: str) -> Answer:
    """The comments that have no answer yet, oldest first; or those that have one."""
    assembly, filters = assembly_at_desk(slug, Permission.ANSWER_COMMENTS), Filters.asked()
    recommendations = public_recommendations(assembly)
    page = unanswered.comments_to_answer(assembly, filters.which(recommendations), request.args.get("after"))
    return render_template(
        "dispositions/answers.html",
        edited=assembly,
        filters=filters,
        recommendations=recommendations,
        themes=themes.themes_with_counts(assembly),
        standing=finishing.standing_of(assembly),
        page=page,
        after=request.args.get("after"),
        outcomes=OUTCOMES,
        stances=STANCES,
    )


# ---- Answering comments ----


def _form(assembly: Assembly, about: int | None) -> DispositionForm:
    return DispositionForm(changed_clauses(assembly.id), about)


def _answer_page(
    assembly: Assembly, rows: list[ToAnswer], form: DispositionForm, refusal: str | None = None
) -> str:
    ids = [row.comment.id for row in rows]
    # Whatever comes back shows how the comments stand by now.
    form.comments.data = " ".join(map(str, ids))
    form.seen.data = dispositions.mark_of_comments(ids)
    return render_template(
        "dispositions/answer.html",
        edited=assembly,
        rows=rows,
        form=form,
        refusal=refusal,
        outcomes=OUTCOMES,
        fates=FATES,
        filters=Filters.asked(),
        replies=unanswered.replies_to(ids),
    )


@bp.get("/answer")
@requires(Permission.ANSWER_COMMENTS)
def answer(slug: str) -> Answer:
    """The ticked comments with all that stands around them, and the form."""
    assembly = assembly_at_desk(slug, Permission.ANSWER_COMMENTS)
    rows = unanswered.chosen_comments(assembly, ids_in(" ".join(request.args.getlist("comment"))))
    if not rows:
        flash(gettext("Tick the comments that you want to answer."))
        return redirect(url_for(".index", slug=slug) + Filters.asked().ending(), 303)
    form = _form(assembly, rows[0].comment.subject_id)
    shared = unanswered.shared_answer(rows)
    if shared is not None:
        form.begin_from(shared)
    return _answer_page(assembly, list(rows), form)


@bp.post("/answer")
@requires(Permission.ANSWER_COMMENTS)
@limiter.limit(networks.writes_allowed)
@writes
def send(slug: str) -> Answer:
    """Answer the ticked comments; a refused form comes back whole."""
    assembly = assembly_at_desk(slug, Permission.ANSWER_COMMENTS)
    form = _form(assembly, None)
    rows = list(unanswered.chosen_comments(assembly, form.comment_ids))

    def make() -> str:
        made = dispose([row.comment for row in rows], form.finding, current_user, form.seen.data or "")
        flash(_answered_words(len(made), unanswered.replies_answered_by(made)))
        return url_for(".index", slug=slug) + Filters.asked().ending()

    return _sent(form, make, partial(_answer_page, assembly, rows, form))


def _answered_words(comments: int, replies: int) -> str:
    """How many comments got an answer, and how many replies to them have it too."""
    words = ngettext("%(num)s comment has its answer.", "%(num)s comments have their answer.", comments)
    if not replies:
        return str(words)
    rest = ngettext("%(num)s reply has the same answer.", "%(num)s replies have the same answer.", replies)
    return f"{words} {rest}"


def _sent(form: DispositionForm, make: Callable[[], str], page: Callable[..., str]) -> Answer:
    """Do what the form asks for, once; or give it back with the reason."""
    if not form.accepted():
        return page(), 422
    try:
        return redirect(form.make_once(make), 303)
    except WrongField as refusal:
        form.show(refusal)
        return page(), refusal.status
    except Stale as stale:
        form.give_back(stale)
        return page(), stale.status
    except Refused as refusal:
        return page(refusal.message), refusal.status


# ---- Answering a theme ----


def _theme_page(assembly: Assembly, theme: Theme, form: DispositionForm, refusal: str | None = None) -> str:
    form.seen.data = dispositions.mark_of_theme(theme.id)
    return render_template(
        "dispositions/answer_theme.html",
        edited=assembly,
        theme=theme,
        counts=unanswered.theme_to_answer(assembly, theme),
        replies=unanswered.replies_under(theme),
        given=dispositions.dispositions_of_theme(theme.id),
        form=form,
        refusal=refusal,
        outcomes=OUTCOMES,
    )


@bp.get(f"/themes/{THEME}/")
@requires(Permission.ANSWER_COMMENTS)
def answer_theme(slug: str, theme_id: int) -> Answer:
    """A theme, what an answer to it would do, and the form."""
    assembly = assembly_at_desk(slug, Permission.ANSWER_COMMENTS)
    theme = themes.merged_into(found(themes.theme_of(assembly, theme_id)))
    if theme.id != theme_id:
        return redirect(url_for(".answer_theme", slug=slug, theme_id=theme.id))
    form, given = _form(assembly, None), dispositions.dispositions_of_theme(theme.id)
    if given:
        form.begin_from(given[-1])
    return _theme_page(assembly, theme, form)


@bp.post(f"/themes/{THEME}/")
@requires(Permission.ANSWER_COMMENTS)
@limiter.limit(networks.writes_allowed)
@writes
def send_theme(slug: str, theme_id: int) -> Answer:
    """Answer all comments under a theme; a refused form comes back whole."""
    assembly = assembly_at_desk(slug, Permission.ANSWER_COMMENTS)
    theme, form = found(themes.theme_of(assembly, theme_id)), _form(assembly, None)

    def make() -> str:
        dispose(theme, form.finding, current_user, form.seen.data or "")
        flash(gettext("The theme “%(name)s” has its answer.", name=theme.name))
        left = unanswered.left_under(theme)
        if left:
            flash(
                ngettext(
                    "%(num)s comment under it still has none: it came after that change, or is about another"
                    " recommendation. It is shown below.",
                    "%(num)s comments under it still have none: they came after that change, or are about other"
                    " recommendations. They are shown below.",
                    left,
                )
            )
        return url_for(".index", slug=slug) + (Filters(theme=str(theme.id)).ending() if left else "")

    return _sent(form, make, partial(_theme_page, assembly, theme, form))


# ---- Finishing ----


@bp.get("/finish")
@requires(Permission.ANSWER_COMMENTS)
def finishing_page(slug: str) -> Answer:
    """What finishing does, what is still in the way, and the button."""
    return _finish_page(assembly_at_desk(slug, Permission.ANSWER_COMMENTS), StaffForm())


def _finish_page(assembly: Assembly, form: StaffForm, refusal: str | None = None) -> str:
    return render_template(
        "dispositions/finish.html",
        edited=assembly,
        standing=finishing.standing_of(assembly),
        still_coming=unanswered.comments_still_coming(assembly),
        form=form,
        refusal=refusal,
    )


@bp.post("/finish")
@requires(Permission.ANSWER_COMMENTS)
@limiter.limit(networks.writes_allowed)
@writes
def finish(slug: str) -> Answer:
    """Mark the consultation finished."""
    assembly, form = assembly_at_desk(slug, Permission.ANSWER_COMMENTS), StaffForm()
    form.accepted()
    try:
        finish_consultation(assembly, by=current_user)
    except Refused as refusal:
        return _finish_page(assembly, form, refusal.message), refusal.status
    flash(gettext("The consultation is marked finished. Its public page says so."))
    return redirect(url_for(".index", slug=slug), 303)
