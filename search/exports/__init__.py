"""What a list of results gives to take away: CSV, Excel and JSON files, and an Atom feed.

Everything is read from the index, like the list itself: what readers may not see is not there.
"""
