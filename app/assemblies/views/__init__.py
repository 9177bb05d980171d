"""The pages of staff about assemblies: an administrator's, pauses of comments, and when moderators read."""

from app.assemblies.views import modes, pauses
from app.assemblies.views.administration import bp

__all__ = ["bp", "modes", "pauses"]
