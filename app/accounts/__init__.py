"""People who sign in: accounts, passwords, memberships and roles.

It owns who somebody is and which roles they hold for which organisation, and how they sign in and out.
It knows nothing of what the roles are used for: that is each feature's `policies.py`.
"""
