"""Do the tests notice when the code is wrong? `python -m tests.mutation` breaks it, one place at a time.

    python -m tests.mutation                              every mutant
    python -m tests.mutation 60                           a sample that is the same each time
    python -m tests.mutation caseload/permissions.py      the mutants of a file, or of a line (`….py:20`)

Each mutant is one changed comparison, constant, condition or left-out statement in caseload/effects or
caseload/permissions.py; the tree itself is never touched. What makes it quick:

1. Once, all tests run with code that notes which statements each of them reaches, and how long it takes.
2. A mutant meets only the tests that reach the broken statement, the quickest first, up to the first that fails. A
   mutant that no test reaches has survived. What runs when the module is imported is reached by every test.
3. One process imports everything up to the first file that may be broken (gate.py); each mutant is a fork of it, with a
   copy of the migrated database. So nothing has imported the sound code before: no copy of a name can stay behind.

Two controls: sound code must pass all the tests in question in the order in which mutants meet them, and the run that
notes must reach the files. Otherwise the tool ends with an error instead of a score.
"""
