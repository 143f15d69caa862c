"""Launching: arguments, caches, and the three ways to run."""
