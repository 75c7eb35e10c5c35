"""The engine room of search: analysis, query language, index documents, facets, engines.

Domains register how they are found (`search.registry`); nothing here imports a domain.
"""
