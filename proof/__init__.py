"""The proof of the gate: small, realistic faults, put into the running thing, and who catches them.

    python -m proof            # all mutants, and the table
    python -m proof cursor     # those with `cursor` in their names

A mutant is data and a small patch: of what the mock exchange answers or accepts, of the contract that the
gate reads, or of the client. The gate knows none of them, and nothing of the gate is imported where they are
made.
"""
