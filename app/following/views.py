"""Following an assembly: by e-mail, by feed, by calendar; and ending it by one click."""

from __future__ import annotations

from flask import Blueprint, Response, current_app, redirect, render_template
from werkzeug import Response as AnyResponse

from app.assemblies.models import Assembly
from app.assemblies.queries import public_assembly
from app.core import networks
from app.core.access import by_token, public, public_form
from app.core.errors import Refused
from app.core.forms import posted
from app.core.loading import found
from app.core.networks import limiter
from app.core.origins import one_click
from app.core.transactions import writes
from app.evidence.queries import public_sessions
from app.following import services
from app.following.calendar import calendar_of
from app.following.forms import FollowForm
from app.following.news import assembly_feed_id, iso, news_of
from app.following.queries import follow_by_unsubscribe_token

bp = Blueprint("following", __name__)
# Mail providers click for many of their readers from few networks, and must never be turned away (RFC 8058).
ONE_CLICKS = "1200 per minute"


def _follow_page(assembly: Assembly, form: FollowForm, refusal: str | None = None) -> str:
    return render_template("following/follow.html", assembly=assembly, form=form, refusal=refusal)


@bp.get("/assemblies/<slug>/follow")
@public_form
def follow(slug: str) -> str:
    """The form, and the other ways to follow."""
    return _follow_page(found(public_assembly(slug)), FollowForm(f"follow:{slug}"))


@bp.post("/assemblies/<slug>/follow")
@public_form
@limiter.limit(networks.writes_allowed)
@writes
def ask(slug: str) -> AnyResponse | tuple[str, int]:
    """Write to the address. The answer is the same for every address, so it tells nothing about who follows."""
    assembly = found(public_assembly(slug))
    form = FollowForm(f"follow:{slug}", posted())
    try:
        form.accepted_nonce()
        if not form.validate():
            return _follow_page(assembly, form), 422
        # A second press of the button finds the letter written already, so the token need not be remembered.
        services.ask_to_follow(assembly, form.email.data or "")
    except Refused as refusal:
        return _follow_page(assembly, form, refusal.message), refusal.status
    return redirect(f"/assemblies/{slug}/follow/sent", 303)


@bp.get("/assemblies/<slug>/follow/sent")
@public
def sent(slug: str) -> str:
    """What asking to follow ends in: look into your mail."""
    return render_template("following/sent.html", assembly=found(public_assembly(slug)))


@bp.get("/unsubscribe/<token>")
@by_token
def unsubscribing(token: str) -> str:
    """A page with one button. Opening it changes nothing: mail scanners open links."""
    thing = found(follow_by_unsubscribe_token(token))
    return render_template("following/unsubscribe.html", assembly=thing.subject.assembly, follow=thing)


@bp.post("/unsubscribe/<token>")
@by_token
@limiter.limit(ONE_CLICKS)
@writes
@one_click
def unsubscribe(token: str) -> str:
    """End a follow: the page's button, or a mail program's one click (RFC 8058), which has no form token.

    Who knows the address got the letter, so nothing more is asked. The answer is a page and no redirect, as the
    standard wants it.
    """
    thing = found(follow_by_unsubscribe_token(token))
    services.end_follow(thing)
    return render_template("following/unsubscribe.html", assembly=thing.subject.assembly, follow=thing)


@bp.get("/assemblies/<slug>/feed.atom")
@public
def feed(slug: str) -> Response:
    """What happened, newest first, as an Atom feed (RFC 4287)."""
    assembly = found(public_assembly(slug))
    news = news_of(assembly)
    updated = news[0].happened_at if news else assembly.published_at or assembly.created_at
    text = render_template(
        "following/feed.xml",
        assembly=assembly,
        news=news,
        updated=iso(updated),
        feed_id=assembly_feed_id(slug),
    )
    return Response(text, content_type="application/atom+xml; charset=utf-8")


@bp.get("/assemblies/<slug>/calendar.ics")
@public
def calendar(slug: str) -> Response:
    """Phases and sessions, as a calendar (RFC 5545)."""
    assembly = found(public_assembly(slug))
    data = calendar_of(assembly, public_sessions(assembly), current_app.config["PUBLIC_URL"])
    return Response(data, content_type="text/calendar; charset=utf-8")
