"""The IR: types, ops, functions; their text (`parse`, `show`) and JSON (`from_json`, `to_json`)."""

from tmetal.ir.json_form import IRFormatError, ops_to_json, to_json
from tmetal.ir.json_read import from_json

__all__ = ["IRFormatError", "from_json", "ops_to_json", "to_json"]
