"""What the built book needs from Sphinx and MyST-NB beyond plain MyST."""
