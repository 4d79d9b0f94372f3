"""The text of a post that goes with a product's pictures, from its record alone.

The pictures are in products/share.
"""
