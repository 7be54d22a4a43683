"""The synonyms and site words that an installation comes with. Editors change them in the CMS."""
