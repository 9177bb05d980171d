"""Where the features meet: one literal table each for pages, permissions, events, letters and commands.

This is the only module that knows them all. Read it as a table of contents.
"""

from __future__ import annotations

from collections.abc import Callable
from types import ModuleType

from flask import Blueprint

from app.accounts import models as account_tables
from app.accounts import policies as accounts
from app.accounts import views as account_views
from app.accounts.queries import account_by_session_key
from app.api import views as api
from app.assemblies import models as assembly_tables
from app.assemblies import policies as assemblies
from app.assemblies import services as assembly_services
from app.assemblies import views as assembly_views
from app.assemblies.events import AssemblyChanged, ConsultationOpened
from app.comments import emails as comment_letters
from app.comments import jobs as comment_jobs
from app.comments import models as comment_tables
from app.comments import services as comment_services
from app.comments.answered import AskWhetherAnswered
from app.comments.events import (
    CommentAwaitsReview,
    CommentLeftReview,
    CommentReworded,
    CommentsPublished,
    CommentsRemoved,
)
from app.comments.queries.places import what_moves
from app.comments.services import places as comment_places
from app.comments.services.network_marks import forget_network_marks
from app.comments.views import comments as comment_views
from app.comments.views import own as own_comment_views
from app.comments.views import questions as question_views
from app.core import audit, demo_mailbox, form_tokens, health, mail, metrics, network_marks, outbox, revisions
from app.core.events import Handlers
from app.core.outbox import Renderer
from app.core.permissions import Permission, PermissionTable
from app.dispositions import emails as disposition_letters
from app.dispositions import jobs as disposition_jobs
from app.dispositions import models as disposition_tables
from app.dispositions.services import settling
from app.dispositions.views import answers as answers_desk
from app.dispositions.views import coding as coding_desk
from app.dispositions.views import theme_summaries
from app.dispositions.views import themes as themes_desk
from app.evidence import models as evidence_tables
from app.evidence import services as evidence_services
from app.evidence import views as evidence_views
from app.evidence.events import EvidencePublished, ItemChanged, SessionChanged
from app.evidence.resting import AskWhoRests
from app.files import models as file_tables
from app.files import services as files
from app.following import emails as following_letters
from app.following import jobs as following_jobs
from app.following import models as following_tables
from app.following import services as following
from app.following import views as following_views
from app.moderation import emails as moderation_letters
from app.moderation import jobs as moderation_jobs
from app.moderation import models as moderation_tables
from app.moderation import policies as moderation
from app.moderation import services as moderation_services
from app.moderation.blueprint import bp as moderation_pages
from app.moderation.said_of import AskWhatItIsOf
from app.moderation.services import campaigns as moderation_campaigns
from app.moderation.services import queue as moderation_queue
from app.moderation.services import signals as moderation_signals
from app.moderation.views import appeals as appeals_desk
from app.moderation.views import bulk as bulk_pages
from app.moderation.views import campaigns as campaign_pages
from app.moderation.views import claims as claim_pages
from app.moderation.views import decided as decided_pages
from app.moderation.views import desk as moderation_desk
from app.moderation.views import own_appeals, policy_desk
from app.moderation.views import policy as policy_pages
from app.moderation.views import report as moderation_report
from app.moderation.views import reports as report_pages
from app.moderation.views import words as word_list
from app.organisations import models as organisation_tables
from app.organisations import views as organisation_views
from app.organisations.events import OrganisationChanged
from app.pages import blueprint as pages
from app.pages.views import account as account_page
from app.pages.views import admin as admin_desk
from app.pages.views import answers as answers_page
from app.pages.views import assemblies as assembly_pages
from app.pages.views import changes as changes_pages
from app.pages.views import council as council_desk
from app.pages.views import counter_check as counter_check_pages
from app.pages.views import counter_statements, openness_desk
from app.pages.views import evidence as evidence_pages
from app.pages.views import files as file_pages
from app.pages.views import home as home_page
from app.pages.views import letters as letter_switches
from app.pages.views import openness as openness_page
from app.pages.views import packs as pack_pages
from app.pages.views import private as private_pages
from app.pages.views import questions as question_lists
from app.pages.views import recommendation as recommendation_page
from app.pages.views import recommendations as recommendation_lists
from app.pages.views import report_card as report_card_pages
from app.pages.views import responses as responses_page
from app.pages.views import search as search_page
from app.pages.views import statements as statement_pages
from app.pages.views import themes as theme_pages
from app.recommendations import models as recommendation_tables
from app.recommendations import services as recommendation_services
from app.recommendations import views as recommendations_desk
from app.recommendations.anchored import AskWhatMoves
from app.recommendations.events import DraftDiscarded, DraftWritten, VersionPublished
from app.recommendations.queries.citations import resting_on
from app.responses import emails as response_letters
from app.responses import jobs as response_jobs
from app.responses import member_letters
from app.responses import models as response_tables
from app.responses.blueprint import bp as responses_desk
from app.responses.events import ProgressReported, ResponseCalledOff, ResponsePublished
from app.responses.queries.unanswered import is_answered
from app.responses.said_of import said_of
from app.responses.services import clock as responses_clock
from app.responses.services import passes
from app.responses.services import reminding as responses_reminding
from app.responses.views import answers as answer_pages
from app.responses.views import approval as approval_pages
from app.responses.views import clock as clock_pages
from app.responses.views import corrections as correction_pages
from app.responses.views import members as members_desk
from app.responses.views import progress as progress_pages
from app.search import jobs as search_jobs
from app.search import models as search_tables
from app.search import services as search
from app.subjects import models as subject_tables
from app.subjects import services as subjects

# Every module that holds tables: migrations are compared with exactly these.
TABLES: list[ModuleType] = [
    account_tables,
    assembly_tables,
    audit,
    comment_tables,
    disposition_tables,
    evidence_tables,
    file_tables,
    following_tables,
    form_tokens,
    mail,
    moderation_tables,
    network_marks,
    organisation_tables,
    outbox,
    recommendation_tables,
    response_tables,
    revisions,
    search_tables,
    subject_tables,
]

# Modules that add their routes to the blueprints of moderation and of the pages.
PAGES: list[ModuleType] = [
    bulk_pages,
    claim_pages,
    decided_pages,
    moderation_desk,
    policy_pages,
    policy_desk,
    report_pages,
    word_list,
    campaign_pages,
    appeals_desk,
    own_appeals,
    moderation_report,
    private_pages,
    home_page,
    assembly_pages,
    evidence_pages,
    question_lists,
    letter_switches,
    openness_page,
    file_pages,
    recommendation_lists,
    recommendation_page,
    changes_pages,
    report_card_pages,
    responses_page,
    answers_page,
    counter_check_pages,
    counter_statements,
    theme_pages,
    search_page,
    statement_pages,
    account_page,
    admin_desk,
    answer_pages,
    approval_pages,
    clock_pages,
    progress_pages,
    members_desk,
    correction_pages,
    council_desk,
    openness_desk,
    pack_pages,
]

BLUEPRINTS: list[Blueprint] = [
    health.bp,
    metrics.bp,
    account_views.bp,
    organisation_views.bp,
    assembly_views.bp,
    evidence_views.bp,
    comment_views.bp,
    question_views.bp,
    own_comment_views.bp,
    moderation_pages,
    following_views.bp,
    recommendations_desk.bp,
    answers_desk.bp,
    responses_desk,
    themes_desk.bp,
    coding_desk.bp,
    theme_summaries.bp,
    pages.bp,
    api.bp,
]

PERMISSIONS: PermissionTable = {
    Permission.SEE_OWN_ACCOUNT: accounts.anyone_signed_in,
    Permission.ADMINISTER_SITE: accounts.is_administrator,
    Permission.CREATE_ASSEMBLY: accounts.is_administrator,
    Permission.MODERATE: moderation.may_moderate,
    Permission.LEAD_MODERATION: moderation.may_lead,
    Permission.PAUSE_COMMENTS: moderation.may_pause,
    Permission.EDIT_MODERATION_POLICY: moderation.may_edit_policy,
    Permission.USE_COUNCIL_DESK: assemblies.is_officer_for,
    Permission.EDIT_EVIDENCE: assemblies.is_officer_for,
    Permission.STATE_OPENNESS: assemblies.is_officer_for,
    Permission.DRAFT_RECOMMENDATION: assemblies.is_officer_for,
    Permission.ENTER_VOTE: assemblies.is_officer_for,
    Permission.CODE_COMMENTS: assemblies.is_officer_for,
    Permission.ANSWER_COMMENTS: assemblies.is_officer_for,
    Permission.ANSWER_QUESTIONS: assemblies.is_officer_for,
    Permission.RUN_CONSULTATION: assemblies.is_officer_for,
    Permission.DRAFT_RESPONSE: assemblies.is_officer_for,
    Permission.PUBLISH_RESPONSE: assemblies.is_officer_for,
    Permission.PAUSE_CLOCK: assemblies.is_officer_for,
    Permission.REPORT_PROGRESS: assemblies.is_officer_for,
    Permission.INVITE_MEMBERS: assemblies.is_officer_for,
}

HANDLERS: Handlers = {
    OrganisationChanged: [assembly_services.show_changed_organisation],
    AssemblyChanged: [subjects.keep_assembly_subject, search.keep_assembly, responses_clock.keep_answers_due],
    CommentAwaitsReview: [moderation_queue.keep_in_step, moderation_signals.read_what_waits],
    CommentLeftReview: [
        moderation_services.settle_reports_of_withdrawn,
        moderation_queue.keep_in_step,
        moderation_campaigns.ask_to_leave,
    ],
    CommentReworded: [moderation_signals.read_what_waits, search.keep_reworded],
    CommentsPublished: [comment_services.tell_of_replies, settling.settle_shown, search.keep_comments],
    CommentsRemoved: [settling.settle_shown, search.keep_comments],
    ConsultationOpened: [following.announce_opening],
    DraftDiscarded: [comment_places.forget_places_for_good],
    DraftWritten: [comment_places.forget_places],
    EvidencePublished: [following.announce_evidence],
    ItemChanged: [recommendation_services.mark_citations_of_item, search.keep_item],
    ProgressReported: [following.announce_progress, passes.announce_report],
    ResponseCalledOff: [search.keep_response],
    ResponsePublished: [following.announce_response, search.keep_response, passes.announce_answer],
    SessionChanged: [recommendation_services.mark_citations_at_session, search.keep_session],
    VersionPublished: [
        comment_places.put_places_in_force,
        following.announce_version,
        search.keep_recommendation,
        responses_clock.keep_answers_due_after,
    ],
}

# Whom the desk of evidence asks who rests on something, before it is changed or taken down. An event comes too late
# for that, and brings no answer.
WHO_RESTS: AskWhoRests = resting_on

# Whom the desk of recommendations asks what a draft does to the comments on former texts.
WHAT_MOVES: AskWhatMoves = what_moves

# Whom the comment form asks, once comments are closed, whether there is an answer of the council to read.
WHETHER_ANSWERED: AskWhetherAnswered = is_answered

# Whom the moderation desk asks what the reason of a counter-check is about.
SAID_OF: AskWhatItIsOf = said_of

# Which function makes a letter (or nothing, if it has become needless) of an outbox row of this kind.
MAILERS: dict[str, Renderer] = {
    "confirm_comment": comment_letters.confirm_comment,
    "question_answered": comment_letters.question_answered,
    "announce": following_jobs.announce,
    comment_places.KIND: comment_jobs.place_anchors,
    "appeal_decided": moderation_letters.appeal_decided,
    "comment_decided": moderation_letters.comment_decided,
    "comment_escalated": moderation_letters.comment_escalated,
    "comment_disposed": disposition_letters.comment_disposed,
    "comment_replied": comment_letters.comment_replied,
    moderation_campaigns.GROUP_ONE: moderation_jobs.group,
    moderation_signals.READ_ONE: moderation_jobs.read_signals,
    moderation_signals.READ_WAITING: moderation_jobs.read_waiting,
    moderation_signals.READ_FIRST: moderation_jobs.read_first,
    "report_answered": moderation_letters.report_answered,
    "member_invited": member_letters.member_invited,
    "member_news": member_letters.member_news,
    "recommendation_answered": response_letters.recommendation_answered,
    "answer_handed_back": response_letters.answer_handed_back,
    "answer_shown": search_jobs.keep_shown_answer,
    "answer_to_approve": response_letters.answer_to_approve,
    "ask_for_approval": response_jobs.ask_for_approval,
    "tell_authors": disposition_jobs.tell_authors,
    "tell_commenters": response_jobs.tell_commenters,
    "tell_members": response_jobs.tell_members,
    "due": response_letters.due,
    "follow_already": following_letters.follow_already,
    "follow_confirm": following_letters.follow_confirm,
    "news": following_letters.news,
}

# What the worker clears away every hour, each in a transaction of its own.
TIDIERS: list[Callable[[], object]] = [
    form_tokens.forget_old,
    comment_places.ask_for_missing_places,
    moderation_services.forget_readers_addresses,
    evidence_services.forget_contents,
    moderation_signals.ask_for_first_reading,
    network_marks.forget_salts,
    forget_network_marks,
    responses_reminding.remind_officers,
    files.sweep,
]

DEMO_BLUEPRINTS: list[Blueprint] = [demo_mailbox.bp]

load_account = account_by_session_key
