"""Register what each trade tells the rest of the project."""

from backend.law.editions import registration as editions
from backend.law.library import registration as library


def register() -> None:
    library.register()
    editions.register()
