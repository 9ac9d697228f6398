"""What a loss value, or a short history of values, says about a run.

Many mistakes leave a number behind: softmax applied twice cannot get below ln(1 + (C-1)/e), and a
model that learned only how often each class occurs stays at the entropy of these frequencies.
`diagnose` compares a loss with such numbers. A number may have other causes too, and most mistakes
leave none: what comes out is where to look first.
"""

from lessonlib.clinic.diagnosing import Diagnosis, Finding, diagnose
from lessonlib.clinic.fingerprints import CAUSES, Table, fingerprints, table

__all__ = ["CAUSES", "Diagnosis", "Finding", "Table", "diagnose", "fingerprints", "table"]
