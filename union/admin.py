"""Django admin for the Union's technical staff: rows are only read, actions write."""

from union.roles import admin as roles

__all__ = ["roles"]
