"""The officer's desk: worklists, home pages, search, presence; reads across the packages below."""
