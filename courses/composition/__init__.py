"""What courses puts into the slots, tabs, offline pages, ports and registries of the house, a file a noun."""

from courses import own_records
from courses.composition import (
    authoring,
    classes,
    contests,
    credentials,
    learning,
    live,
    offline,
    quizzes,
    reports,
    tasks,
    xapi,
)


def register() -> None:
    """Called once, from AppConfig.ready()."""
    for part in (
        learning,
        authoring,
        quizzes,
        tasks,
        live,
        offline,
        classes,
        contests,
        credentials,
        reports,
        xapi,
    ):
        part.register()
    own_records.register()
