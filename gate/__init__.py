"""The contract gate: holds a server, and the generated client with it, to a contract.

    python -m gate                           # the mock exchange, in every edition
    BASE_URL=https://... python -m gate      # a server, with credentials from the environment

What is checked stands in four layers: the document itself, schemathesis over it, the meaning that no
schema can say, and the generated client that reads what the server answered. Nothing here knows the mock
exchange beyond the contract; docs/verify-a-server.md tells how to point the gate at a server.
"""
