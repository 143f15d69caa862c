"""Thread IR to Metal Shading Language: a printer."""
