"""Contests: papers and their commitment, scoring, ranking, and the published list."""
