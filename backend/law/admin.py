from backend.law.bulletins import admin as bulletins
from backend.law.editions import admin as editions
from backend.law.library import admin as library
from backend.law.readings import admin as readings

__all__ = ["bulletins", "editions", "library", "readings"]
