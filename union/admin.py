"""Django admin for the Union's technical staff: rows are only read, actions write."""

from union.documents import admin as documents
from union.issues import admin as issues
from union.reports import admin as reports
from union.roles import admin as roles

__all__ = ["documents", "issues", "reports", "roles"]
