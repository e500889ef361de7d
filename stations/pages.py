"""The page of a station, to which every noun adds its sections and buttons.

Orders in use: 10 what it is, 20 names and premises, 30 checks and stars, 40 departments, outlets
and benefits, 50 who works there, 60 what it offers, 70 what was done, 80 years.
"""

from accounts.panels import Page

STATION = Page()
