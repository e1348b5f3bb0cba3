"""The verifiability lint of sheets: what cannot be verified, and what to write instead."""

from lifecycle.selectors.sheet_lint.examining import has_measure, list_findings
from lifecycle.selectors.sheet_lint.finding import Finding, Rule

__all__ = ["Finding", "Rule", "has_measure", "list_findings"]
