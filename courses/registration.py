"""Register the courses' slots, tabs, offline pages, ports and registries, one file per trade."""

from courses.authoring import registration as authoring
from courses.classes import registration as classes
from courses.contests import registration as contests
from courses.credentials import registration as credentials
from courses.law import registration as law
from courses.learning import registration as learning
from courses.live import registration as live
from courses.meetings import registration as meetings
from courses.offline import registration as offline
from courses.own_data import registration as own_data
from courses.packs import registration as packs
from courses.practice import registration as tasks
from courses.quizzes import registration as quizzes
from courses.reports import registration as reports
from courses.xapi import registration as xapi


def register() -> None:
    """Call `register` of each trade of courses. Called once, when Django starts."""
    for part in (
        learning,
        authoring,
        quizzes,
        tasks,
        live,
        offline,
        classes,
        meetings,
        packs,
        contests,
        credentials,
        reports,
        xapi,
        own_data,
        law,
    ):
        part.register()
