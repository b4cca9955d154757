"""Words in every language. The only package that knows Babel; everything else hands it a `Text` and a language."""

from bot.wording.catalogs import CatalogRefused
from bot.wording.words import Words

__all__ = ["CatalogRefused", "Words"]
