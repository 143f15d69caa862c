"""Helpers for the host side of kernels."""
