"""The models of all trades."""

from union.documents.models import Document
from union.issues.models import Issue, Receipt, Succession
from union.roles.models import UnionRole

__all__ = ["Document", "Issue", "Receipt", "Succession", "UnionRole"]
