"""Campaigns: near-identical texts, grouped, so that one is read for all."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import BigInteger, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.comments.models import Comment
from app.core.db import Key, Model, reference


class CampaignGroup(Model):
    """Texts on one assembly that say the same in nearly the same words. One of them stands for all at the desk."""

    __tablename__ = "campaign_groups"

    id: Mapped[Key]
    assembly_id: Mapped[int] = reference("assemblies.id")
    first_comment_id: Mapped[int] = reference("comments.id")
    made_at: Mapped[datetime]
    # Of two groups that turned out to be one, the later goes into the earlier.
    merged_into_id: Mapped[int | None] = reference("campaign_groups.id")

    first_comment: Mapped[Comment] = relationship()


class CampaignMember(Model):
    """A comment's place among its like. Who took it out by hand is remembered, and it is never put back unasked."""

    __tablename__ = "campaign_members"
    __table_args__ = (Index("ix_campaign_members_representatives", "group_id", "represents", "comment_id"),)

    comment_id: Mapped[int] = mapped_column(ForeignKey("comments.id"), primary_key=True)
    group_id: Mapped[int | None] = reference("campaign_groups.id")
    # It is one of the few that new texts are compared with.
    represents: Mapped[bool] = mapped_column(default=False)
    # It adds sentences of its own, so it is decided by itself.
    adds_own_words: Mapped[bool] = mapped_column(default=False)
    joined_at: Mapped[datetime] = mapped_column(index=True)
    taken_out_at: Mapped[datetime | None]
    taken_out_by_id: Mapped[int | None] = reference("accounts.id")

    comment: Mapped[Comment] = relationship()
    group: Mapped[CampaignGroup | None] = relationship()


class MinhashBand(Model):
    """One band of the MinHash of a text that others are compared with: texts that share one are looked at closely.

    The value stands for the band's place among the others too.
    """

    __tablename__ = "minhash_bands"
    __table_args__ = (Index("ix_minhash_bands_value", "value", "assembly_id", "comment_id"),)

    id: Mapped[Key]
    assembly_id: Mapped[int] = mapped_column(ForeignKey("assemblies.id"))
    value: Mapped[int] = mapped_column(BigInteger)
    comment_id: Mapped[int] = reference("comments.id")
