"""Export a lot's data as a file for a government system; one profile per system.

profile.py defines a profile, files.py writes and checks a file. Nothing is sent: no public interface of
these systems was found.
"""
