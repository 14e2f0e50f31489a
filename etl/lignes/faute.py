"""Pourquoi une cellule ne se lit pas."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Faute:
    """Pourquoi une cellule ne se lit pas : code du catalogue, détail et suggestion."""

    code: str
    detail: str = ""
    suggestion: str = ""
