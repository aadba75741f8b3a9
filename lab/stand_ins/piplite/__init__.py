"""Stands in for piplite, which the kernel uses to install packages; see micropip."""

from micropip import install

__all__ = ["install"]
