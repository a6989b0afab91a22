"""Signatures: wrong ones of every kind are refused with 401, right ones are not."""
