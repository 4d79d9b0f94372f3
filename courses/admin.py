"""The stock admin, for the Union's technical staff to look up data. One file per trade."""

from courses.authoring import admin as courses
from courses.classes import admin as classes
from courses.contests import admin as contests
from courses.credentials import admin as credentials
from courses.learning import admin as learning
from courses.offline import admin as offline
from courses.packs import admin as packs
from courses.quizzes import admin as quizzes
from courses.xapi import admin as xapi

__all__ = ["classes", "contests", "courses", "credentials", "learning", "offline", "packs", "quizzes", "xapi"]
