"""The trade of contests: papers and their commitment, scoring, ranking, the published list.

No views or writes here.
"""
