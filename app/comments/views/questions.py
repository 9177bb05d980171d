"""Where residents ask about a session or an item, and where the council's officers answer."""

from __future__ import annotations

from functools import partial

from flask import Blueprint, flash, redirect, render_template, request
from flask_babel import gettext
from flask_login import current_user
from werkzeug import Response

from app.assemblies.desk import assembly_at_desk
from app.assemblies.models import Assembly
from app.assemblies.phases import comments_open, learning_phase, questions_open
from app.assemblies.queries import public_assembly
from app.comments import services
from app.comments.closed import why_no_questions
from app.comments.figures import Reply
from app.comments.forms.questions import AnswerForm, QuestionForm
from app.comments.models import Comment
from app.comments.queries import place_of, questions
from app.core import clock, dates, networks
from app.core.access import public_form, requires
from app.core.errors import Refused, Stale
from app.core.kept_words import kept_words
from app.core.loading import found
from app.core.networks import limiter
from app.core.permissions import Permission
from app.core.transactions import writes
from app.evidence.models import AssemblySession, EvidenceItem
from app.evidence.queries import public_item, public_session
from app.evidence.queries.speakers import speakers_to_ask

bp = Blueprint("questions", __name__)
Answer = str | Response | tuple[str, int]
QUESTION = "<int(max=2147483647):question_id>"


# ---- Asking ----


def _item(slug: str, address: str) -> EvidenceItem:
    return found(public_item(found(public_assembly(slug)), address))


def _session(slug: str, address: str) -> AssemblySession:
    return found(public_session(found(public_assembly(slug)), address))


def _asking(thing: AssemblySession | EvidenceItem) -> str:
    form = QuestionForm(thing.subject, speakers_to_ask(thing.subject_id), sent=False)
    return _ask_page(thing, form)


def _ask_page(thing: AssemblySession | EvidenceItem, form: QuestionForm, refusal: str | None = None) -> str:
    is_open = questions_open(thing.assembly)
    return render_template(
        "questions/ask.html",
        assembly=thing.assembly,
        thing=thing,
        form=form,
        refusal=refusal,
        is_open=is_open,
        closed=None if is_open else why_no_questions(thing.assembly, thing.published_at),
        can_comment=comments_open(thing.assembly),
        phase=learning_phase(thing.assembly),
        # Where there is no form any more to give the words back in, the page shows them by themselves.
        kept=kept_words() if request.method == "POST" else [],
    )


def _sent(thing: AssemblySession | EvidenceItem) -> Answer:
    """Keep the question and lead to its receipt; a refused form comes back whole."""
    form = QuestionForm(thing.subject, speakers_to_ask(thing.subject_id), sent=True)
    try:
        nonce = form.accepted_nonce()
        if not form.validate():
            return _ask_page(thing, form), 422
        keep = partial(services.ask_question, thing.subject, form.submission)
        return redirect(services.keep_once(nonce, form.digest(), keep), 303)
    except Stale as stale:
        return _ask_page(thing, form, stale.message), stale.status


@bp.get("/assemblies/<slug>/evidence/<address>/questions/ask")
@public_form
def ask_about_item(slug: str, address: str) -> str:
    """The form for a question about an item of evidence."""
    return _asking(_item(slug, address))


@bp.post("/assemblies/<slug>/evidence/<address>/questions/ask")
@public_form
@limiter.limit(networks.writes_allowed)
@writes
def send_about_item(slug: str, address: str) -> Answer:
    """Send a question about an item of evidence."""
    return _sent(_item(slug, address))


@bp.get("/assemblies/<slug>/evidence/sessions/<address>/questions/ask")
@public_form
def ask_about_session(slug: str, address: str) -> str:
    """The form for a question about a session."""
    return _asking(_session(slug, address))


@bp.post("/assemblies/<slug>/evidence/sessions/<address>/questions/ask")
@public_form
@limiter.limit(networks.writes_allowed)
@writes
def send_about_session(slug: str, address: str) -> Answer:
    """Send a question about a session."""
    return _sent(_session(slug, address))


# ---- Answering ----


def _waits(question: Comment) -> int:
    """For how many days a question has waited since it was asked."""
    return dates.days_between(question.created_at, clock.now())


@bp.get("/council/<slug>/questions/")
@requires(Permission.ANSWER_QUESTIONS)
def desk(slug: str) -> Answer:
    """The questions that wait, the oldest first; or those that have an answer."""
    assembly = assembly_at_desk(slug, Permission.ANSWER_QUESTIONS)
    reply = Reply.ANSWERED if request.args.get("show") == Reply.ANSWERED else Reply.WAITING
    counts, page = questions.questions_at_desk(assembly.id, reply, request.args.get("after"))
    return render_template(
        "questions/desk.html",
        edited=assembly,
        counts=counts,
        page=page,
        reply=reply.value,
        waits={question.id: _waits(question) for question in page.items},
        after=request.args.get("after"),
    )


def _answer_page(
    assembly: Assembly, question: Comment, form: AnswerForm | None = None, refusal: str | None = None
) -> str:
    seen = services.answers_mark(question)
    form = form or AnswerForm(question, speakers_to_ask(question.subject_id))
    # Whatever comes back shows the answers that there are by now.
    form.seen.data = seen
    return render_template(
        "questions/answer.html",
        edited=assembly,
        question=question,
        answers=question.replies,
        form=form,
        refusal=refusal,
        waits=_waits(question),
        list_url=place_of(question),
        kept=kept_words() if request.method == "POST" else [],
    )


@bp.get(f"/council/<slug>/questions/{QUESTION}/")
@requires(Permission.ANSWER_QUESTIONS)
def question(slug: str, question_id: int) -> Answer:
    """One question with its answers, and the form for a further one."""
    assembly = assembly_at_desk(slug, Permission.ANSWER_QUESTIONS)
    return _answer_page(assembly, found(questions.question_at_desk(assembly.id, question_id)))


@bp.post(f"/council/<slug>/questions/{QUESTION}/")
@requires(Permission.ANSWER_QUESTIONS)
@limiter.limit(networks.writes_allowed)
@writes
def answer(slug: str, question_id: int) -> Answer:
    """Publish an answer; a refused one comes back with its words and with what happened meanwhile."""
    assembly = assembly_at_desk(slug, Permission.ANSWER_QUESTIONS)
    asked = found(questions.question_at_desk(assembly.id, question_id))
    form = AnswerForm(asked, speakers_to_ask(asked.subject_id))
    if not form.accepted():
        return _answer_page(assembly, asked, form), 422
    try:
        services.answer_question(
            asked, form.text.data or "", form.answered_by, by=current_user, seen=form.seen.data or ""
        )
    except Refused as refusal:
        return _answer_page(assembly, asked, form, refusal.message), refusal.status
    flash(gettext("The answer is published. If an email address was given, we write to it."))
    return redirect(f"/council/{slug}/questions/", 303)
