"""Figures for trainers and the Union; every one comes from the functions that members' own pages use."""
