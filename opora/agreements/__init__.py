"""Agreement for the use of a service (чл. 85 ЗСУ), its term and the dated limits of use."""
