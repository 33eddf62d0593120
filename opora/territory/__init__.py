"""The country: districts, municipalities, settlements, boundaries and dated indicators.

Reference data without owners, the same for everybody. Codes are those of the National Statistical
Institute: district SFO, municipality SFO39, settlement (EKATTE) 65231. The tables in `facts/` come
with the product; settlements and boundaries are imported from the files as published.

Words: област `District`, община `Municipality`, населено място `Settlement`, показател `Indicator`.
"""
