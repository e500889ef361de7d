"""The page of a union, to which every noun of this app adds its sections and buttons."""

from accounts.panels import Page

UNION = Page()
