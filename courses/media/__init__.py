"""Trainers' uploads: staging, checks, and the small forms that phones download."""
