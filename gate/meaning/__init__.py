"""The third layer: what no schema can say, as properties of any server that speaks the contract.

Expectations come from the contract's words and from what the server itself tells without a filter. Where
the contract marks a decision as unverified, another decision is a note and no fault, unless the server is our
own.
"""
