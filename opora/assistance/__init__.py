"""The right to personal assistance (ЗЛП) and to assistant support (чл. 93 ЗСУ).

The directorate directs: a degree, hours a month, from a day. The municipality of the current
address takes the application, enrolls or refuses, and writes down when a user was not at home. The
numbers of the law are dated rows (`AssistanceRule`). Who helps stands in `assistants`, the hours
of a month in `timesheets`, the money in `payroll`, the visits of assistant support in `homecare`.
"""
