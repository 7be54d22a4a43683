from search.models.section import Section, Undelivered
from search.models.words import MissedWord, Promotion, SiteWord, SynonymGroup, WordLists

__all__ = ["MissedWord", "Promotion", "Section", "SiteWord", "SynonymGroup", "Undelivered", "WordLists"]
