"""Moderation: the queue, the decisions, the reasons and readers' reports.

It owns the append-only record of every decision and the policy that they cite.
It acts on comments of every kind through their services, and tells authors what was decided and why.
"""
