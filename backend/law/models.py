"""The models of all trades."""

from backend.law.citing.models import ToldChange
from backend.law.editions.models import Edition
from backend.law.library.models import Change, Document, Provision, ProvisionText
from backend.law.readings.models import PlainWords

__all__ = ["Change", "Document", "Edition", "PlainWords", "Provision", "ProvisionText", "ToldChange"]
