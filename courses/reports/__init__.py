"""Figures for trainers and the Union, computed by the same functions as members' own pages."""
