"""The trade of contests: papers and their commitment, scoring, ranking, the published list. No view and no write in here."""
