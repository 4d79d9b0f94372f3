"""A lot as a file for a system of the state, a profile each: profile.py says what a profile is, files.py writes and checks one.

Nothing is sent: no public interface of any of these systems was found.
"""
