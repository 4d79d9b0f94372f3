"""Trainers' pages: what they write, upload, look at and publish."""
