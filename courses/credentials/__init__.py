"""Certificates of courses: their statement, the badge (Open Badges 3.0), the paper, and verification."""
