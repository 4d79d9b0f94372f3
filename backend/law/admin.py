from backend.law.editions import admin as editions
from backend.law.library import admin as library

__all__ = ["editions", "library"]
