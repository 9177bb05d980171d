"""The ground floor: what every feature stands on and nothing of what the features are about.

It owns the database session, transactions, permissions, events, the outbox, the audit log, dates, HTTP behaviour
and forms. It imports no feature; features hand it their tables through `app/wiring.py`.
"""
