"""Files of services: read, checked against the register, shown, written whole, taken back whole.

`columns` of the register say what a service is, `fields` what a file may hold, `reading` turns any
workbook or CSV into rows, `checking` says of each what it would do or which cell is wrong,
`services` stages, writes and undoes. Above `referral`, because other places of a service are
offered to those who wait.

Words: внос от файл `ServiceImport`, ред на файла `ServiceImportRow`.
"""
