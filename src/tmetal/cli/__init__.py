"""Commands of `python -m tmetal` that take arguments."""
