"""The models of all trades."""

from backend.law.bulletins.models import Bulletin, BulletinVersion, FollowedTopic
from backend.law.citing.models import ToldChange
from backend.law.editions.models import Edition
from backend.law.handbooks.models import Handbook
from backend.law.library.models import Change, Document, Provision, ProvisionText
from backend.law.readings.models import LawyerReading, PlainWords, Recording

__all__ = [
    "Bulletin",
    "BulletinVersion",
    "Change",
    "Document",
    "Edition",
    "FollowedTopic",
    "Handbook",
    "LawyerReading",
    "PlainWords",
    "Provision",
    "ProvisionText",
    "Recording",
    "ToldChange",
]
