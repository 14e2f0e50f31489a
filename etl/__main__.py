"""`python -m etl …` : les commandes du contrat, §3."""

from etl.cli import principal

raise SystemExit(principal())
