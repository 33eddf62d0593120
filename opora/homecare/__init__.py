"""Assistant support (асистентска подкрепа, чл. 93 ЗСУ) as the municipality leads it.

The approved number of users. Who applied and is enrolled stands in `assistance`, the hours given in
`timesheets`.
"""
