"""Certificates of courses: what is stated, the badge (Open Badges 3.0), the paper, and how one is checked."""
