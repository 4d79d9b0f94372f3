"""The models of all trades."""

from union.roles.models import UnionRole

__all__ = ["UnionRole"]
