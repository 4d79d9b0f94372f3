"""The profiles, a file each."""
