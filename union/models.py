"""The models of all trades."""

from union.issues.models import Issue, Receipt, Succession
from union.roles.models import UnionRole

__all__ = ["Issue", "Receipt", "Succession", "UnionRole"]
