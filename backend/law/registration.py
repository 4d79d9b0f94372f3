"""Register what each trade tells the rest of the project."""

from backend.law.bulletins import registration as bulletins
from backend.law.citing import registration as citing
from backend.law.editions import registration as editions
from backend.law.handbooks import registration as handbooks
from backend.law.library import registration as library
from backend.law.readings import registration as readings
from backend.law.situations import registration as situations


def register() -> None:
    for trade in (library, editions, citing, readings, situations, bulletins, handbooks):
        trade.register()
