"""Tile IR to thread IR: every decision of the compiler."""
