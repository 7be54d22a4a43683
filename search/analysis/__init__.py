"""Swedish for the search engine: pure functions from text to tokens. Nothing here knows of pages or databases.

VERSION goes into the hash of every indexed section: change it when the tokens change, and search_verify asks for a
rebuild.
"""

VERSION = "2"
