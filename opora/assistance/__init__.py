"""Personal assistance (ЗЛП), assistant support (чл. 93 ЗСУ)."""
