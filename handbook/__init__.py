"""The documentation site: gathers its pages from all over the repository and has MkDocs build them."""
