"""Turns an OpenAPI document into a client package, or says why it cannot.

One run goes through these modules in order:

1. `document` loads the contract by the rules of YAML 1.2.
2. `normalise` rewrites what the parser would drop into an equal form that it keeps; `lint` refuses what
   cannot be represented.
3. `parse` drives openapi-python-client's parser and refuses on any warning or loss.
4. `build` makes the intermediate representation (`ir`) out of what was parsed and what the parser threw away.
5. `render` lays the representation out through `templates/`, `formatting` formats it, `surface` lists what a
   caller sees.
6. `output` swaps the finished package into place and leaves everything else alone.
"""

__all__ = ["__version__"]

__version__ = "1.0.0"
