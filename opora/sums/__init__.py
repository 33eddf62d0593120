"""Live sums: one row a municipality and planned service, kept by the worker as events happen.

Districts and the country are summed at read, so that they cannot disagree with their parts. Every
row says up to which event it is counted; a row is always what a full recount would give.
"""
