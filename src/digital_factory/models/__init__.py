"""One pure NumPy model per chapter: no widget, no pandas, no global state."""
