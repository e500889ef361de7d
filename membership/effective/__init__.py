"""Effective coverage (有效覆盖): not whether there is a union but whether it works.

``rules.toml`` and ``kinds.toml`` say by what, ``facts`` reads it of many unions at once, ``flags``
answers the ten questions, ``paper_unions`` finds what to have a look at. Nothing here writes.
"""
