from search.models.section import Section
from search.models.words import MissedWord, Promotion, SiteWord, SynonymGroup, WordLists

__all__ = ["MissedWord", "Promotion", "Section", "SiteWord", "SynonymGroup", "WordLists"]
