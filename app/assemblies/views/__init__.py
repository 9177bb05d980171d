"""The pages of staff about assemblies, by noun: an administrator's, and pauses of comments at two desks."""

from app.assemblies.views import pauses
from app.assemblies.views.administration import bp

__all__ = ["bp", "pauses"]
