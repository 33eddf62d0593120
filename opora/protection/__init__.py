"""Child protection (ЗЗД) and placement of adults by court (чл. 97 ЗСУ)."""
