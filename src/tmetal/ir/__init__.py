"""The IR: types, ops, text, verifier, interpreter."""
