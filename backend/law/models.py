"""The models of all trades."""

from backend.law.citing.models import ToldChange
from backend.law.editions.models import Edition
from backend.law.library.models import Change, Document, Provision, ProvisionText

__all__ = ["Change", "Document", "Edition", "Provision", "ProvisionText", "ToldChange"]
