"""The handbook on paper: chapters as plain data, sheets with numbers and versions, and what to replace later."""
